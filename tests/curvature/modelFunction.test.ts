import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Philox } from '../../lib/core/philox.ts';
import { modelFunction, type ModelFunctionOptions } from '../../lib/curvature/index.ts';
import { mul } from '../../lib/formula/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import {
  activations, batchNormalization, dense, dropout, gaussianNoise, type ActivationName, type Layer,
} from '../../lib/layers/index.ts';
import { layerFamily } from '../../lib/layers/named.ts';
import { losses, pointwiseLoss, toLoss, type Loss, type LossName } from '../../lib/losses/index.ts';
import { sequential, type Sequential, type SequentialOptions } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { operands } from '../helpers/random.ts';
import { meant } from '../helpers/targets.ts';
import { checkCurvature, direction } from './checkCurvature.ts';
import { lastActivations, middles, optioned } from './networks.ts';

const BATCH = 5, OUTPUTS = 3;

function compiled(layers: readonly Layer[], loss: LossName | Loss, options: SequentialOptions = {}): Sequential {
  const model = sequential(layers, { seed: 3, ...options });
  model.compile({ optimizer: sgd({ learningRate: 0 }), loss });
  model.theta.set(operands(new Philox(73), model.theta.length));
  return model;
}

const x = operands(new Philox(5), 4 * BATCH);
function targetsFor(loss: LossName | Loss): Float32Array {
  const random = new Philox(9);
  if (toLoss('test', 'loss', loss).target === 'label') {
    return Float32Array.from({ length: BATCH }, () => random.nextBelow(OUTPUTS));
  }
  return meant(loss, operands(random, OUTPUTS * BATCH));
}

function check(layers: readonly Layer[], loss: LossName | Loss, options: ModelFunctionOptions = {}): void {
  const model = compiled(layers, loss);
  checkCurvature(modelFunction('test', model, x, targetsFor(loss), options), Float64Array.from(model.theta));
}

const names = Object.keys(losses) as LossName[];
const first = (): Layer => dense({ units: 4, activation: 'tanh', inputShape: [4] });

for (const loss of [...names, ...optioned]) {
  const [name, title] = typeof loss === 'string' ? [loss, loss] : [loss.name, `${loss.name} with options`];
  for (const activation of lastActivations(loss)) {
    const which = typeof loss === 'string' ? '' : ` (${optioned.indexOf(loss)})`;
    test(`H·v of a network that ends with ${activation} and ${title} is the derivative of ∇J${which}`, () => {
      assert.equal(toLoss('test', 'loss', loss).name, name);
      check([first(), dense({ units: OUTPUTS, activation })], loss);
    });
  }
}

for (const activation of ['linear', ...Object.keys(activations)] as ActivationName[]) {
  test(`H·v of a network with ${activation} is the derivative of ∇J`, () => {
    check(
      [dense({ units: 4, activation, inputShape: [4] }), dense({ units: OUTPUTS, activation })], 'halfSquaredError',
    );
  });
}

for (const [name, make] of Object.entries(middles)) {
  test(`H·v passes ${name}, whatever the loss`, () => {
    for (const loss of names) {
      check([first(), ...make(), dense({ units: OUTPUTS, activation: lastActivations(loss)[0] })], loss);
    }
  });
}

test('these are all kinds of layers but of images, sequences and several inputs, which tests/layers checks', () => {
  const kinds = new Set(Object.values(middles).flatMap((make) => make().map(({ kind }) => kind)));
  const others = new RegExp('[12]D(Transpose)?$|^(add|subtract|multiply|average|maximum|minimum|concatenate|dot)$'
    + '|^(embedding|masking|simpleRNN|lstm|gru|bidirectional|timeDistributed|multiHeadAttention)$|osition');
  assert.deepEqual([...kinds].sort(), layerFamily.names.filter((name) => !others.test(name)).sort());
});

test('H·v counts weights of examples and classes, whatever the loss', () => {
  for (const loss of names) {
    const weights = { sampleWeight: [1, 0, 2.5, 0.5, 3], ...(loss.startsWith('sparse') && { classWeight: { 1: 4 } }) };
    check([first(), dense({ units: OUTPUTS, activation: lastActivations(loss)[0] })], loss, weights);
  }
});

test('a loss from a formula of one\'s own has curvature without more being said', () => {
  const quartic = pointwiseLoss({
    name: 'quartic', term: ({ a, y }) => mul(mul(a, a), mul(a, y)), derivative: ({ a, y }) => mul(3, mul(mul(a, a), y)),
  });
  check([dense({ units: 4, activation: 'tanh', inputShape: [4] }), dense({ units: OUTPUTS })], quartic);
});

const twoLayers = (): Layer[] => [
  dense({ units: 6, activation: 'gelu', inputShape: [4], kernelRegularizer: 'l2' }),
  dense({ units: OUTPUTS, activation: 'softmax' }),
];

test('in binary32 value and gradient have the bits of training, on both tables and for any split', () => {
  for (const kernels of ['reference', 'simd'] as const) {
    for (const maxBatch of [1, 2, 5, 128]) {
      const model =
        compiled(twoLayers(), 'sparseCategoricalCrossentropy', { kernels: createKernels(kernels), maxBatch });
      const y = targetsFor('sparseCategoricalCrossentropy');
      const f = modelFunction('test', model, x, y, { precision: 'float32', maxBatch });
      const gradient = new Float64Array(f.length);
      f.gradient(model.theta, gradient);
      const { loss } = model.trainOnBatch(x, y);
      assert.equal(f.value(model.theta), loss);
      assert.deepEqual(Float32Array.from(gradient), model.gradient);
    }
  }
});

test('H·v, G·v and F·v in binary32 have the same bits on both tables and at every call, and nearly so for '
  + 'any split', () => {
  const y = targetsFor('sparseCategoricalCrossentropy'), v = direction(new Philox(4), 51);
  const products = (kernels: 'reference' | 'simd', maxBatch: number): Float64Array[] => {
    const model = compiled(twoLayers(), 'sparseCategoricalCrossentropy', { kernels: createKernels(kernels) });
    const f = modelFunction('test', model, x, y, { precision: 'float32', maxBatch });
    return (['hessianVector', 'gaussNewtonVector', 'fisherVector'] as const).flatMap((name) => [0, 1].map(() => {
      const out = new Float64Array(f.length);
      f[name](model.theta, v, out);
      return out;
    }));
  };
  const expected = products('reference', 5);
  for (let i = 0; i < 6; i += 2) assert.deepEqual(expected[i + 1], expected[i]);
  assert.deepEqual(products('simd', 5), expected);
  for (const maxBatch of [1, 2, 3]) {
    const split = products('simd', maxBatch);
    assert.deepEqual(split, products('reference', maxBatch));
    split.forEach((product, p) => product.forEach((value, i) => assert.ok(Math.abs(value - expected[p][i]) < 1e-5)));
  }
});

test('the model is only read, and noise is the same at every call', () => {
  const model = compiled(
    [dense({ units: 4, inputShape: [4] }), dropout({ rate: 0.5 }), batchNormalization(), dense({ units: OUTPUTS })],
    'meanSquaredError',
  );
  const before = [model.theta.slice(), model.state.slice(), model.gradient.slice(), model.steps];
  const f = modelFunction('test', model, x, targetsFor('meanSquaredError')), out = new Float64Array(f.length);
  const values = [f.value(model.theta), f.value(model.theta)];
  f.hessianVector(model.theta, out.fill(1).slice(), out);
  assert.equal(values[1], values[0]);
  assert.deepEqual([model.theta, model.state, model.gradient, model.steps], before);
});

test('of one model, however it goes on meanwhile, products are those of value and gradient', () => {
  const model = compiled([first(), dropout({ rate: 0.5 }), dense({ units: OUTPUTS })], 'meanSquaredError');
  const y = targetsFor('meanSquaredError');
  const theta = Float64Array.from(model.theta), f = modelFunction('test', model, x, y);
  const out = new Float64Array(f.length);
  model.trainOnBatch(x, y); // the next step's noise is another
  f.gradient(theta, out);
  checkCurvature(f, theta);
  model.compile({ optimizer: sgd(), loss: 'meanAbsoluteError' });
  checkCurvature(f, theta);
});

test('in binary32 with noise, statistics of the batch, weights and regularizers, the bits are those of the training '
  + 'step that comes next', () => {
  const rest = (): Layer[] => [
    dropout({ rate: 0.3 }), dense({ units: 4, kernelRegularizer: 'l2', activityRegularizer: 'l1', activation: 'tanh' }),
  ];
  for (const whole of [true, false]) {
    const last = dense({ units: OUTPUTS, activation: 'softmax' });
    const model =
      compiled([first(), ...rest(), ...(whole ? [batchNormalization()] : []), last], 'categoricalCrossentropy');
    const y = targetsFor('categoricalCrossentropy'), weights = { sampleWeight: [1, 0, 2.5, 0.5, 3] };
    for (let step = 0; step < 3; step++) model.trainOnBatch(x, y, weights);
    const functions = (whole ? [5] : [5, 2, 1]).map((maxBatch) =>
      modelFunction('test', model, x, y, { precision: 'float32', maxBatch, ...weights }));
    const found = functions.map((f) => {
      const gradient = new Float64Array(f.length);
      f.gradient(model.theta, gradient);
      return { value: f.value(model.theta), gradient: Float32Array.from(gradient) };
    });
    const { loss } = model.trainOnBatch(x, y, weights);
    for (const { value, gradient } of found) {
      assert.equal(value, loss);
      assert.deepEqual(gradient, model.gradient);
    }
  }
});

test('in binary64 a split changes nothing but rounding', () => {
  const model =
    compiled([first(), gaussianNoise({ stddev: 0.3 }), ...twoLayers().slice(1)], 'sparseCategoricalCrossentropy');
  const y = targetsFor('sparseCategoricalCrossentropy'), v = direction(new Philox(3), model.theta.length);
  const [whole, ...splits] = [undefined, 1, 2, 4, 5, 9].map((maxBatch) => {
    const f =
      modelFunction('test', model, x, y, { ...(maxBatch !== undefined && { maxBatch }), classWeight: { 0: 3 } });
    const theta = model.theta;
    const out = (
      fill: (out: Float64Array) => void,
    ): Float64Array => { const to = new Float64Array(f.length); fill(to); return to; };
    return [
      Float64Array.of(f.value(theta)), out((to) => f.gradient(theta, to)), out((to) => f.hessianVector(theta, v, to)),
      out((to) => f.gaussNewtonVector(theta, v, to)), out((to) => f.fisherVector(theta, v, to)),
    ];
  });
  for (const split of splits) split.forEach((numbers, i) => assertClose(numbers, whole[i], 1e-14));
});

test('where value and gradient are finite, H·v is: at 0, where activations saturate, and where predictions '
  + 'are certain', () => {
  const finite = (model: Sequential, input: number, y: ArrayLike<number>): void => {
    for (const precision of ['float64', 'float32'] as const) {
      const f = modelFunction('test', model, Float32Array.of(input), Float32Array.from(y), { precision });
      const gradient = new Float64Array(f.length), product = new Float64Array(f.length);
      const v = direction(new Philox(2), f.length);
      f.gradient(model.theta, gradient);
      f.hessianVector(model.theta, v, product);
      const isFinite = (values: Float64Array): boolean => values.every((value) => Number.isFinite(value));
      assert.ok(
        isFinite(product) || !isFinite(gradient),
        `${model.layers[0].activation?.name}, ${model.loss.name} at ${model.theta} · ${input}: ${product}`,
      );
    }
  };
  for (const activation of Object.keys(activations) as ActivationName[]) {
    const model = compiled([dense({ units: 2, activation, inputShape: [1] })], 'meanAbsoluteError');
    model.theta.set([1, 0.5, 0, 0]);
    for (const input of [0, -0, 1e-30, 20, -20, 80, -80, 200, -200, 1e4, -1e4, 1e18, -1e18]) {
      finite(model, input, [5, 5]);
    }
  }
  for (const loss of names) {
    for (const activation of ['linear', 'softmax', 'sigmoid'] as const) {
      const model = compiled([dense({ units: OUTPUTS, activation, inputShape: [1] })], loss);
      for (const z of [0, 1, 50, 200, 1e4, 1e12]) {
        model.theta.set([z, -z, 0, 0, 0, 0]);
        for (const y of [0, 1, 2]) {
          finite(model, 1, model.loss.target === 'label' ? [y] : meant(loss, Float32Array.of(y, 0, y)));
        }
      }
    }
  }
});

test('ten thousand products leave nothing behind', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const model = compiled([dense({ units: 2, activation: 'tanh', inputShape: [4] })], 'meanSquaredError');
  const f = modelFunction('test', model, x, operands(new Philox(1), 2 * BATCH)), out = new Float64Array(f.length);
  const v = out.slice().fill(1);
  const used = (times: number): number => {
    for (let i = 0; i < times; i++) f.hessianVector(model.theta, v, out);
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used(500);
  assert.ok(used(10_000) - before < 200_000, `${used(1) - before} bytes`); // 20 bytes a call
});

test('options that do not fit are refused by name, and batch normalisation asks for the whole batch', () => {
  const model = compiled(
    [dense({ units: 4, inputShape: [4] }), batchNormalization(), dense({ units: OUTPUTS })], 'meanSquaredError',
  );
  const y = targetsFor('meanSquaredError');
  assert.throws(
    () => modelFunction('test', model, x, y, { precision: 'float16' as never }),
    /^RangeError: test: precision must be one of/,
  );
  assert.throws(
    () => modelFunction('test', model, x, y, { maxBatch: 0 }),
    /^RangeError: test: maxBatch must be a positive integer, got 0$/,
  );
  assert.throws(
    () => modelFunction('test', model, x, y, { batch: 1 } as never), /^TypeError: test: unknown option 'batch'/,
  );
  assert.throws(() => modelFunction('test', model, x, y.subarray(1)), /^ShapeError: test: y must hold/);
  const f = modelFunction('test', model, x, y), out = new Float64Array(f.length), short = out.subarray(1);
  const theta = /^ShapeError: test: theta must hold 43 elements, one a parameter, got 42$/;
  const vector = /^ShapeError: test: v must hold 43 elements, one a parameter, got 42$/;
  assert.throws(() => f.value(short), theta);
  assert.throws(() => f.gradient(short, out), theta);
  for (const name of ['hessianVector', 'gaussNewtonVector', 'fisherVector'] as const) {
    assert.throws(() => f[name](short, out, out.slice()), theta);
    assert.throws(() => f[name](model.theta, short, out), vector);
  }
  assert.throws(
    () => modelFunction('test', model, x, y, { maxBatch: 2 }).value(model.theta),
    /batchNormalization: a batch must be in one piece/,
  );
  assert.throws(
    () => modelFunction('test', sequential([dense({ units: 1, inputShape: [1] })]), x, y),
    /^StateError: loss: the model must be compiled first/,
  );
});

test('a product may be written over its vector or over θ', () => {
  const model = compiled([first(), dense({ units: OUTPUTS })], 'halfSquaredError');
  const f = modelFunction('test', model, x, targetsFor('halfSquaredError'));
  const theta = Float64Array.from(model.theta), v = Float64Array.from(operands(new Philox(8), f.length));
  for (const name of ['hessianVector', 'gaussNewtonVector', 'fisherVector'] as const) {
    const apart = new Float64Array(f.length), overV = v.slice(), overTheta = theta.slice();
    f[name](theta, v, apart);
    f[name](theta, overV, overV);
    f[name](overTheta, v, overTheta);
    assert.deepEqual([overV, overTheta], [apart, apart], name);
  }
});
