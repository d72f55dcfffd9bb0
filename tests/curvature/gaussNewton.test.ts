import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { fisherVector, gaussNewton, gaussNewtonVector, hessian } from '../../lib/curvature/index.ts';
import { dense, type ActivationName } from '../../lib/layers/index.ts';
import { eigenSymmetric } from '../../lib/linalg/index.ts';
import type { LossName } from '../../lib/losses/index.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { l2 } from '../../lib/regularizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { operands } from '../helpers/random.ts';
import { meant } from '../helpers/targets.ts';
import { direction } from './checkCurvature.ts';

const EXAMPLES = 4, INPUTS = 2;

function network(outputs: number, last: ActivationName, loss: LossName): Sequential {
  const model = sequential([
    dense({ units: 3, activation: 'tanh', inputShape: [INPUTS] }), dense({ units: outputs, activation: last }),
  ]);
  model.compile({ optimizer: sgd(), loss });
  model.theta.set(operands(new Philox(31), model.theta.length));
  return model;
}

/** Losses that are convex in what they take, after an activation with which they take what it gives or its input. */
const convex: readonly (readonly [LossName, ActivationName])[] = [
  ['halfSquaredError', 'softplus'], ['meanSquaredError', 'tanh'], ['meanAbsoluteError', 'sigmoid'], ['huber', 'tanh'],
  ['logCosh', 'linear'], ['hinge', 'tanh'], ['squaredHinge', 'tanh'], ['categoricalHinge', 'tanh'],
  ['poisson', 'softplus'], ['kullbackLeiblerDivergence', 'sigmoid'], ['binaryCrossentropy', 'sigmoid'],
  ['categoricalCrossentropy', 'softmax'], ['sparseCategoricalCrossentropy', 'softmax'],
];

for (const [loss, last] of convex) {
  test(`the Gauss-Newton matrix of ${last} with ${loss} is symmetric and positive semidefinite, though the Hessian `
    + 'is not', () => {
    const model = network(3, last, loss), x = operands(new Philox(32), EXAMPLES * INPUTS), n = model.theta.length;
    const numbers = operands(new Philox(33), EXAMPLES * 3).map(Math.abs);
    const y = loss === 'sparseCategoricalCrossentropy' ? [2, 0, 1, 1] : meant(loss, numbers);
    const g = gaussNewton(model, x, y, { sampleWeight: [1, 0.5, 3, 2] });
    const across = g.map((_, at) => g[(at % n) * n + Math.floor(at / n)]);
    const size = Math.max(1, ...g.map(Math.abs));
    g.forEach((value, at) => {
      assert.ok(Math.abs(value - across[at]) <= 1e-14 * size, `element ${at}: ${value}, across ${across[at]}`);
    });
    const least = (matrix: Float64Array): number =>
      eigenSymmetric(matrix.map((v, at) => (v + matrix[(at % n) * n + Math.floor(at / n)]) / 2), n).values[0];
    assert.ok(least(g) > -1e-13 * size, `${least(g)}`);
    assert.ok(least(hessian(model, x, y, { sampleWeight: [1, 0.5, 3, 2] })) < -1e-4);
  });
}

/** p of each class for each example, from the network itself. */
function probabilities(model: Sequential, x: Float32Array): number[][] {
  const p = model.predict(x), outputs = p.length / EXAMPLES;
  return Array.from({ length: EXAMPLES }, (_, i) => {
    const own = Array.from(p.subarray(i * outputs, (i + 1) * outputs));
    return outputs === 1 ? [1 - own[0], own[0]] : own;
  });
}

for (const [
  loss, last, outputs,
] of [['sparseCategoricalCrossentropy', 'softmax', 3], ['binaryCrossentropy', 'sigmoid', 1]] as const) {
  test(`of ${last} with ${loss}, G·v is F·v in expectation over labels drawn from the network's own `
    + 'probabilities', () => {
    const model = network(outputs, last, loss), x = operands(new Philox(34), EXAMPLES * INPUTS);
    const v = direction(new Philox(35), model.theta.length);
    const expected = new Float64Array(v.length);
    probabilities(model, x).forEach((of, i) => of.forEach((p, label) => {
      fisherVector(model, x.subarray(INPUTS * i, INPUTS * (i + 1)), [label], v)
        .forEach((value, at) => { expected[at] += (p * value) / EXAMPLES; });
    }));
    const found = gaussNewtonVector(model, x, Array<number>(EXAMPLES).fill(0), v);
    assertClose(found, expected, 2e-7); // p is binary32
    assert.ok(found.some((value) => Math.abs(value) > 0.01));
  });
}

test('one neuron by hand: H, G and F, the regularizer in the first two', () => {
  // a = eᶻ, z = w·x + b, x = 2, w = ¼, b = −½: z = 0, a = 1, ∂a/∂θ = (2, 1), ∂²a/∂θ² = (2, 1)(2, 1)ᵀ; loss ½·(a − 3)²,
  // error −2; penalty ¼·w².
  const model = sequential([
    dense({
      units: 1, activation: 'exponential', inputShape: [1], kernelInitializer: [0.25], biasInitializer: [-0.5],
      kernelRegularizer: l2({ l2: 0.25 }),
    }),
  ]);
  model.compile({ optimizer: sgd(), loss: 'halfSquaredError' });
  const x = Float32Array.of(2), y = Float32Array.of(3);
  assert.deepEqual([...gaussNewton(model, x, y)], [4 + 0.5, 2, 2, 1]);
  assert.deepEqual([...hessian(model, x, y)], [4 - 2 * 4 + 0.5, 2 - 2 * 2, 2 - 2 * 2, 1 - 2]);
  assert.deepEqual([...fisherVector(model, x, y, [1, 0]), ...fisherVector(model, x, y, [0, 1])], [16, 8, 8, 4]);
});
