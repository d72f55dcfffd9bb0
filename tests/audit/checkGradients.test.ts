import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkGradients } from '../../lib/audit/index.ts';
import { numericSlope } from '../../lib/audit/numericSlope.ts';
import { NonFiniteError, StateError } from '../../lib/core/errors.ts';
import type { Shape } from '../../lib/core/shape.ts';
import { div, less, mul, select } from '../../lib/formula/index.ts';
import { host } from '../../lib/kernels/index.ts';
import {
  Layer, activation, batchNormalization, dense, dropout, elementwiseActivation, gaussianNoise, layerNormalization,
  prelu,
  type Lists, type Node, type ParameterSpec,
} from '../../lib/layers/index.ts';
import type { LossName } from '../../lib/losses/index.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { uniform } from '../../lib/random/index.ts';
import { assertClose } from '../helpers/close.ts';
import { denseModel, exactGradient, examplesOf, reportCase } from './explainCases.ts';

const compiled = (layers: readonly Layer[], loss: LossName = 'meanSquaredError'): Sequential => {
  const model = sequential(layers, { seed: 5 });
  model.compile({ optimizer: sgd(), loss });
  return model;
};

const X = uniform({ seed: 3, length: 4 * 6, low: -1, high: 1 });
const Y = uniform({ seed: 4, length: 2 * 6, low: 0.1, high: 0.9 });

/** y = x·s for each input, with backward passes that are off by a factor each. */
class Scaled extends Layer {
  readonly kind = 'scaled';
  readonly #offX: number;
  readonly #offS: number;

  constructor(offX: number, offS: number) {
    super();
    this.#offX = offX;
    this.#offS = offS;
  }

  override outputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override parameters(inputShape: Shape): readonly ParameterSpec[] {
    return [
      { name: 's', shape: inputShape, initializer: (out) => { out.forEach((_, i) => { out[i] = 0.5 + i / 4; }); } },
    ];
  }

  override bind({ inputShape: [n], x, y, dy, dx, parameters: { s }, gradients: { s: ds } }: Node): Lists {
    const value = host('scale', [x, s], [y], ({ batch }, from, factors, to) => {
      for (let p = 0; p < batch * n; p++) to[p] = from[p] * factors[p % n];
    });
    const gradient = host('scale gradient', [x, s, dy], [ds, ...(dx ? [dx] : [])], (
      { batch, beta }, from, factors, d, dFactors, dFrom,
    ) => {
      for (let i = 0; i < n; i++) dFactors[i] *= beta;
      for (let p = 0; p < batch * n; p++) {
        dFactors[p % n] += this.#offS * d[p] * from[p];
        if (dx !== undefined) dFrom[p] = this.#offX * d[p] * factors[p % n];
      }
    });
    return { forward: [value], backward: [gradient] };
  }
}

test('every kind of layer passes, parameter by parameter and along directions', () => {
  const models: readonly Sequential[] = [
    compiled([dense({ units: 5, activation: 'tanh', inputShape: [4] }), batchNormalization(), dense({ units: 2 })]),
    compiled([
      dense({ units: 5, inputShape: [4] }), prelu(), dropout({ rate: 0.3 }), layerNormalization(),
      dense({ units: 2, activation: 'softmax' }),
    ]),
    compiled([
      dense({ units: 5, activation: 'gelu', inputShape: [4], kernelRegularizer: 'l2' }), gaussianNoise({ stddev: 0.3 }),
      dense({ units: 2 }),
    ], 'huber'),
    compiled([
      dense({ units: 6, activation: 'relu', inputShape: [4] }), new Scaled(1, 1),
      dense({ units: 2, activation: 'softmax' }),
    ], 'poisson'),
  ];
  for (const model of models) {
    const check = checkGradients(model, X, Y, { parameters: 'all' });
    assert.ok(check.ok, String(check));
    assert.deepEqual([check.checked, check.length, check.wrong], [model.theta.length, model.theta.length, []]);
    assert.equal(check.tensors.length, model.parameters.length);
    assert.match(String(check), /^Back-propagation agrees with differences of J; looked at \d+ of \d+ parameters/);
  }
});

test('the worst parameter comes with both values, which are those of binary64', () => {
  const { model, x, y } = reportCase(), exact = exactGradient(model, x, y);
  const { worst, directional, ok } = checkGradients(model, x, y, { parameters: 'all' });
  assert.ok(ok && worst !== undefined && directional !== undefined);
  const { parameter: { layer, name, index }, analytic, numeric, difference, tolerance } = worst;
  const { offset } = model.parameters.find((own) => own.layer === layer && own.name === name) ?? assert.fail();
  assert.equal(analytic, exact[offset + index]);
  assert.equal(difference, Math.abs(analytic - numeric));
  assert.ok(difference <= tolerance && tolerance < 1e-5);
});

test('a wrong backward pass is found, and named: by its own tensor, or by those before it', () => {
  const model = (offX: number, offS: number): Sequential =>
    compiled([
      dense({ units: 3, activation: 'tanh', inputShape: [4] }), new Scaled(offX, offS),
      dense({ units: 2, name: 'last' }),
    ]);
  const own = checkGradients(model(1, 1.001), X, Y);
  assert.deepEqual([own.ok, own.wrong], [false, [{ layer: 'scaled', name: 's' }]]);
  assert.deepEqual([own.worst?.ok, own.worst?.parameter.layer, own.worst?.parameter.name], [false, 'scaled', 's']);
  assertClose([(own.worst?.analytic ?? 0) / (own.worst?.numeric ?? 1)], [1.001], 1e-8);
  assert.match(own.worst?.reason ?? '', /they differ, and J is smooth there/);
  assert.match(
    String(own),
    /^Back-propagation is wrong for s of 'scaled'; .*\nAll that comes after 'scaled' and its successor is right/,
  );
  const before = checkGradients(model(-1, 1), X, Y, { parameters: 0 });
  assert.deepEqual(before.wrong, [{ layer: 'dense', name: 'w' }, { layer: 'dense', name: 'b' }]);
  assert.deepEqual([before.ok, before.checked, before.worst, before.directional?.ok], [false, 0, undefined, false]);
  assert.equal(checkGradients(model(1, 1 + 1e-8), X, Y).ok, true, 'below the tolerance');
  assert.equal(checkGradients(model(1, 1 + 1e-6), X, Y, { tolerance: 1e-7 }).ok, false);
});

test('a wrong derivative of an activation is found, also where the activation has a kink', () => {
  const slopes = [[1, 1 / 4], [1, 1 / 2], [2, 1 / 4]] as const;
  const oks = slopes.map(([above, below]) => {
    const bent = elementwiseActivation(
      'bent', ({ z }) => select(less(z, 0), mul(1 / 4, z), z),
      ({ z, da }) => select(less(z, 0), mul(below, da), mul(above, da)),
    );
    return checkGradients(compiled([dense({ units: 5, activation: bent, inputShape: [4] }), dense({ units: 2 })]), X, Y)
      .ok;
  });
  assert.deepEqual(oks, [true, false, false]);
});

test('a kink within the step is stepped around; one at θ itself is named, and no alarm', () => {
  const make = (bias: number): Sequential => compiled([
    dense({ units: 1, activation: 'relu', inputShape: [1], kernelInitializer: [1], biasInitializer: [bias] }),
    dense({ units: 1, kernelInitializer: [2] }),
  ]);
  const x = Float32Array.of(0.5), y = [3];
  const near = checkGradients(make(-0.5 + 2 ** -16), x, y, { parameters: 'all' });
  assert.deepEqual([near.ok, near.kinks], [true, 0], String(near));
  const at = checkGradients(make(-0.5), x, y, { parameters: 'all' });
  assert.ok(at.ok && at.kinks > 0 && at.worst !== undefined);
  assert.match(at.worst.reason, /^a kink of J at θ: the slope is 0 on one side and −12 on the other/);
  assert.equal(at.worst.analytic, 0, 'the derivative of ReLU at 0');
});

test('a kink excuses no slope that lies outside of those on its two sides', () => {
  const wrong = elementwiseActivation('wrong', ({ z }) => select(less(z, 0), 0, z), ({ da }) => mul(-1, da));
  const model = compiled([
    dense({ units: 1, activation: wrong, inputShape: [1], kernelInitializer: [1], biasInitializer: [-0.5] }),
    dense({ units: 1 }),
  ]);
  const { ok, worst } = checkGradients(model, Float32Array.of(0.5), [3], { parameters: 'all' });
  assert.equal(ok, false);
  assert.match(worst?.reason ?? '', /they differ, also from both sides of a kink/);
});

test('of a big model a seeded sample is checked, of each tensor some', () => {
  const shape = {
    widths: [30, 20, 4], activations: ['relu', 'softmax'], loss: 'sparseCategoricalCrossentropy',
  } as const;
  const model = denseModel(shape, 1), { x, y } = examplesOf(shape, 6, 1);
  const check = checkGradients(model, x, y, { parameters: 60, seed: 3 });
  assert.deepEqual([check.ok, check.checked, check.length], [true, 60, 30 * 20 + 20 + 20 * 4 + 4], String(check));
  assert.deepEqual(checkGradients(model, x, y, { parameters: 60, seed: 3 }), check);
  assert.notDeepEqual(checkGradients(model, x, y, { parameters: 60, seed: 4 }).directional, check.directional);
  assert.equal(checkGradients(model, x, y).checked, 256);
});

test('weights of examples count, and the model stays as it was', () => {
  const model =
    compiled([dense({ units: 3, activation: 'elu', inputShape: [4] }), activation('tanh'), dense({ units: 2 })]);
  const theta = model.theta.slice(), plain = checkGradients(model, X, Y);
  const weighted = checkGradients(model, X, Y, { sampleWeight: [1, 2, 0, 0.5, 3, 1] });
  assert.ok(plain.ok && weighted.ok);
  assert.notEqual(plain.directional?.analytic, weighted.directional?.analytic);
  assert.deepEqual(model.theta, theta);
});

test('what cannot be checked is refused', () => {
  const { model, x, y } = reportCase();
  assert.throws(
    () => checkGradients(sequential([dense({ units: 1, inputShape: [1] })]), Float32Array.of(1), [1]), StateError,
  );
  assert.throws(
    () => checkGradients(model, x, y, { parameters: -1 }),
    /checkGradients: parameters must be a non-negative integer, got -1/,
  );
  assert.throws(
    () => checkGradients(model, x, y, { directions: 2 ** 32 }),
    /checkGradients: directions must be an integer from 0 to 4294967295, got 4294967296/,
  );
  assert.throws(
    () => checkGradients(model, x, y, { tolerance: 0 }), /tolerance must be a finite number above 0, got 0/,
  );
  assert.throws(() => checkGradients(model, x, y, Object.fromEntries([['step', 1]])), /unknown option 'step'/);
  assert.throws(() => checkGradients(model, x.subarray(1), y), /checkGradients: x/);
  const infinite = elementwiseActivation('infinite', ({ z }) => div(1, mul(z, 0)));
  assert.throws(
    () => checkGradients(compiled([dense({ units: 2, activation: infinite, inputShape: [4] })]), X, Y), NonFiniteError,
  );
});

test('numericSlope: exact for polynomials to degree 4, and knows a kink from a bend', () => {
  const { slope, isSmooth, givenUp } = numericSlope((t) => 3 * t ** 4 - 2 * t ** 3 + t, 0.7);
  assertClose([slope], [12 * 0.7 ** 3 - 6 * 0.7 ** 2 + 1], 1e-10);
  assert.deepEqual([isSmooth, givenUp], [true, 0]);
  const kink = numericSlope((t) => Math.max(t - 0.7, 3 * (t - 0.7)), 0.7);
  assertClose([kink.left, kink.right], [1, 3], 1e-6);
  assert.equal(kink.isSmooth, false);
  const beside = numericSlope((t) => Math.abs(t - 0.7 - 1e-5), 0.7);
  assertClose([beside.slope], [-1], 1e-7);
  assert.deepEqual([beside.isSmooth, beside.givenUp], [true, 2]);
  assertClose([numericSlope((t) => t * t, 1e6).slope / 2e6], [1], 1e-10);
});
