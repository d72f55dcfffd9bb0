import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { fisherVector, gaussNewton, gaussNewtonVector, hessian, hessianVector } from '../../lib/curvature/index.ts';
import { dense, type ActivationName } from '../../lib/layers/index.ts';
import { eigenSymmetric } from '../../lib/linalg/index.ts';
import type { LossName } from '../../lib/losses/index.ts';
import {
  bfgs, dampedNewton, lbfgs, newtonCg, objective, trustRegion, type MinimizerOptions, type MinimizerResult,
  type Objective,
} from '../../lib/minimizers/index.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { l2 } from '../../lib/regularizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';

interface Case {
  readonly name: string;
  readonly units: readonly number[];
  readonly l2: number;
  readonly theta: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly value: number;
  readonly hessian: readonly number[];
  readonly gaussNewton: readonly number[];
}

const { cases } =
  JSON.parse(readFileSync(new URL('../vectors/curvature.json', import.meta.url), 'utf8')) as { cases: readonly Case[] };

/** The network of a case; its last layer is softmax where the loss is the cross-entropy. */
function modelOf({ name, units, l2: factor, theta }: Case): Sequential {
  const hidden = name.split(',')[0] as ActivationName, isCrossentropy = name.includes('cross-entropy');
  const loss: LossName = isCrossentropy ? 'sparseCategoricalCrossentropy' : 'meanSquaredError';
  const model = sequential(units.map((count, i) => dense({
    units: count, activation: i < units.length - 1 ? hidden : isCrossentropy ? 'softmax' : 'linear',
    ...(factor > 0 && { kernelRegularizer: l2({ l2: factor }) }), ...(i === 0 && { inputShape: [2] }),
  })));
  model.compile({ optimizer: sgd(), loss });
  model.theta.set(theta);
  return model;
}

for (const known of cases) {
  test(`${known.name}: Hessian and Gauss-Newton matrix are PyTorch's`, () => {
    const model = modelOf(known), x = Float32Array.from(known.x);
    assertClose([objective(model, x, known.y).value(Float64Array.from(known.theta))], [known.value], 1e-14);
    assertClose(hessian(model, x, known.y), known.hessian, 1e-13);
    const g = gaussNewton(model, x, known.y), n = known.theta.length;
    assertClose(g, known.gaussNewton, 1e-13);
    const { values } = eigenSymmetric(g.map((v, at) => (v + g[(at % n) * n + Math.floor(at / n)]) / 2), n);
    assert.ok(values[0] > -1e-12, `semidefinite: ${values[0]}`);
  });
}

test('products are the matrices times the vector', () => {
  const [known] = cases, model = modelOf(known), x = Float32Array.from(known.x), n = known.theta.length;
  const v = Float64Array.from({ length: n }, (_, i) => 1 / (i + 1));
  const times = (matrix: Float64Array): Float64Array =>
    v.map((_, i) => v.reduce((sum, value, j) => sum + matrix[i * n + j] * value, 0));
  assertClose(hessianVector(model, x, known.y, v), times(hessian(model, x, known.y)), 1e-13);
  assertClose(gaussNewtonVector(model, x, known.y, v), times(gaussNewton(model, x, known.y)), 1e-13);
});

test('of a linear network with the mean squared error, Gauss-Newton is the Hessian', () => {
  const model = sequential([dense({ units: 2, inputShape: [3] })], { seed: 4 }), x = operands(new Philox(1), 12);
  const y = operands(new Philox(2), 8);
  model.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
  assertClose(gaussNewton(model, x, y), hessian(model, x, y), 1e-14);
});

test('the empirical Fisher matrix is the mean of ∇Jᵢ∇Jᵢᵀ over the examples', () => {
  const known = cases[1], model = modelOf(known), x = Float32Array.from(known.x), n = known.theta.length;
  const m = known.y.length;
  const v = Float64Array.from({ length: n }, (_, i) => Math.cos(i)), expected = new Float64Array(n);
  const gradient = new Float64Array(n);
  for (let row = 0; row < m; row++) {
    objective(model, x.subarray(2 * row, 2 * row + 2), [known.y[row]])
      .gradient(Float64Array.from(known.theta), gradient);
    const along = gradient.reduce((sum, g, i) => sum + g * v[i], 0);
    gradient.forEach((g, i) => { expected[i] += (along * g) / m; });
  }
  assertClose(fisherVector(model, x, known.y, v), expected, 1e-14);
});

const xor = Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1), xorTargets = Float32Array.of(0, 1, 1, 0);
function xorModel(): Sequential {
  const model =
    sequential([dense({ units: 3, activation: 'tanh', inputShape: [2] }), dense({ units: 1 })], { seed: 1 });
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
  return model;
}

const minimizers: Readonly<Record<string, (f: Objective, start: ArrayLike<number>, options: MinimizerOptions) =>
  MinimizerResult>> = {
    bfgs, lbfgs, newtonCg, dampedNewton, trustRegion,
    'trustRegion by products': (f, start, options) => trustRegion(f, start, { ...options, subproblem: 'cg' }),
  };
for (const [name, minimize] of Object.entries(minimizers)) {
  test(`${name} trains a network in one line`, () => {
    const model = xorModel(), before = model.theta.slice();
    const found = minimize(objective(model, xor, xorTargets), model.theta, { gradientTolerance: 1e-6 });
    assert.equal(found.reason, 'gradient');
    assert.ok(found.value < 1e-10, `${found.value}`);
    assert.deepEqual(model.theta, before);
    model.theta.set(found.x);
    assert.ok(model.evaluate(xor, xorTargets).loss < 1e-10);
  });
}

const v = new Float32Array(13), deep = modelOf(cases[0]);
checkRefusals('what does not fit is refused by name', [
  [
    () => hessianVector(xorModel(), xor, xorTargets, v.subarray(1)), ShapeError,
    /^hessianVector: v must hold 13 elements, one a parameter, got 12$/,
  ],
  [
    () => fisherVector(xorModel(), xor, xorTargets, 3 as never), TypeError,
    /^fisherVector: v must be an array of numbers, got 3$/,
  ],
  [() => hessian(xorModel(), xor, xorTargets, { maxParameters: 12 }), RangeError,
    /^hessian: the model must have at most maxParameters = 12 parameters, got 13/],
  [() => gaussNewton(deep, xor, [1]), ShapeError, /^gaussNewton: y must hold/],
  [() => xorModel().compile({ optimizer: lbfgs as never, loss: 'meanSquaredError' }), TypeError,
    /got a function; a minimizer such as lbfgs trains by model\.theta\.set\(lbfgs\(objective\(model, x, .*\)\.x\)$/],
  [() => {
    const model = sequential([dense({ units: 1, activityRegularizer: 'l2', inputShape: [2] })]);
    model.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
    return gaussNewtonVector(model, xor, xorTargets, [0, 0, 0]);
  }, TypeError, /^gaussNewtonVector: layer 'dense' must have no activityRegularizer/],
]);

test('fit given a minimizer says the line that trains by it', async () => {
  const line =
    /^TypeError: fit: unknown option 'minimizer'; .* trains by model\.theta\.set\(lbfgs\(objective\(.*\)\.x\)$/;
  await assert.rejects(xorModel().fit(xor, xorTargets, { minimizer: lbfgs } as never), line);
});
