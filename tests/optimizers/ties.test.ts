/**
 * What the docstrings of optimizers and functors say of zeros, ties, bounds and NaN.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKernels } from '../../lib/kernels/index.ts';
import * as o from '../../lib/optimizers/index.ts';
import { assertSameBits } from '../helpers/same.ts';

const of = (...values: number[]): Float32Array => Float32Array.from(values);
const f = Math.fround;

/** θ of one element, and a slot, after each gradient. */
function path(optimizer: o.Optimizer, start: number, gradients: readonly number[], slot?: string): number[][] {
  const theta = of(start);
  return gradients.map((gradient) => {
    optimizer.applyGradients(theta, of(gradient));
    return [theta[0], ...(slot === undefined ? [] : [optimizer.getSlot(theta, slot)[0]])];
  });
}

test('Rprop compares signs, however small the gradients; its steps stay from stepMin to stepMax', () => {
  const options = { learningRate: 1, etaPlus: 2, etaMinus: 0.25, stepMin: 0.5, stepMax: 4 };
  assert.deepEqual(
    path(o.rprop(options), 0, [1e-30, 1e-38, 1e-30, 1e-40], 'step'), [[-1, 1], [-3, 2], [-7, 4], [-11, 4]],
  );
  // the sign turns: the step shrinks, θ stays, and the next gradient finds no sign before it
  assert.deepEqual(
    path(o.rprop(options), 0, [1e-30, -1e-30, -1e-30, 1e-30], 'step'), [[-1, 1], [-1, 0.5], [-0.5, 0.5], [-0.5, 0.5]],
  );
  assert.deepEqual(path(o.rprop(options), 0, [1, 0, 1], 'step'), [[-1, 1], [-1, 1], [-2, 1]]);
  assert.deepEqual(path(o.rprop({ ...options, learningRate: 9 }), 0, [1], 'step'), [[-4, 4]]);
});

test('FTRL: θ is 0 where |linear| is l1 exactly, and where all is 0', () => {
  const theta = of(0, 0, 0), accumulator = of(0, 0, 0), linear = of(0, 1, -1);
  o.applyFtrl(theta, accumulator, linear, of(0, 0, 0), 0.5, 1, 0);
  assertSameBits(theta, of(0, 0, 0));
  const bare = of(7), none = of(0);
  o.applyFtrl(bare, none, none.slice(), of(0), 0.5, 0, 0); // 0/0 but for the condition
  assertSameBits(bare, of(0));
});

test('Adagrad with dual averaging: θ is 0 up to the threshold T · l1', () => {
  const theta = of(5, 5, 5), G = of(1, 2, -3), S = of(1, 1, 1);
  o.applyAdagradDA(theta, G, S, of(0, 0, 0), 1, 1, 0, 2);
  assert.deepEqual([...theta].map((v) => v + 0), [0, 0, 1]);
});

test('centered RMSprop has no NaN where the gradient hardly changes; TensorFlow\'s has, below a variance of 0', () => {
  const gradients = Array.from({ length: 200 }, () => 0.1);
  for (const momentum of [0, 0.5]) {
    const keras = path(o.rmsprop({ centered: true, momentum }), 1, gradients);
    assert.ok(keras.every(([theta]) => Number.isFinite(theta)), `momentum ${momentum}`);
  }
  const theta = of(1), mean = of(1), meanSquare = of(0.5); // a running mean of squares below the square of the mean
  o.applyCenteredRMSProp(theta, mean, meanSquare, of(0), 0.1, 1, 0, 0.25, of(0.3));
  assertSameBits(theta, of(NaN));
});

test('clipping: a norm equal to the limit stays, in binary32; the norm is taken of each tensor', () => {
  const limit = 0.1, theta = of(0), optimizer = o.sgd({ learningRate: 1, clipnorm: limit });
  optimizer.applyGradients(theta, of(f(limit)));
  assertSameBits(theta, of(-f(limit)));
  const above = of(0, 0), second = o.sgd({ learningRate: 1, clipnorm: limit });
  second.applyGradients(above, of(3, 4));
  const factor = f(f(limit) / 5);
  assertSameBits(above, of(-f(3 * factor), -f(4 * factor)));
});

test('the mean of accumulated gradients is their sum divided, not multiplied by a reciprocal', () => {
  const gradients = [0.1, 0.7, 0.4], theta = of(0), optimizer = o.sgd({ learningRate: 1, accumulationSteps: 3 });
  for (const gradient of gradients) optimizer.applyGradients(theta, of(gradient));
  const sum = gradients.map(f).reduce((a, b) => f(a + b));
  assertSameBits(theta, of(-f(sum / 3)));
  assert.notEqual(f(sum / 3), f(sum * f(1 / 3)), 'choose other numbers');
});

test('decay is rounded as Keras rounds it: lr ⊗ (1 ⊘ (1 ⊕ decay ⊗ iterations))', () => {
  const rate = 0.3, decay = 0.07;
  let wanted = f(1);
  const theta = of(1), optimizer = o.sgd({ learningRate: rate, decay });
  for (let iterations = 0; iterations < 20; iterations++) {
    const gradient = f(0.1 + iterations / 7);
    optimizer.applyGradients(theta, of(gradient));
    wanted = f(wanted - f(gradient * f(f(rate) * f(1 / f(1 + f(f(decay) * iterations))))));
    assert.equal(theta[0], wanted, `step ${iterations}`);
  }
});

test('exponential average: momentum ⊗ average ⊕ (1 ⊖ momentum) ⊗ θ, θ itself at the first step', () => {
  const optimizer = o.sgd({ learningRate: 1, average: { kind: 'exponential', momentum: 0.7 } }), m = f(0.7);
  let average = NaN;
  path(optimizer, 3, [0.1, 0.9, -0.3, 0.77], 'average').forEach(([theta, kept], i) => {
    average = i === 0 ? theta : f(f(m * average) + f(f(1 - m) * theta));
    assert.equal(kept, average, `step ${i}`);
  });
});

test('LAMB: the ratio is 1 where a norm is 0; else θ ⊖ (lr·‖θ‖/‖u‖) ⊗ u, the factor rounded once', () => {
  assert.deepEqual(path(o.lamb({ learningRate: 0.5, beta2: 0.5 }), 2, [0, 0]), [[2], [2]]);
  const gradient = of(1, -2, 3), u = gradient.map((g) => f(g / f(Math.abs(g) + 1))); // m = ∇J, v = ∇J²
  const k = createKernels('reference'), before = of(0.3, -0.7, 0.2);
  for (const learningRate of [0.1, 0.3, 0.7, 0.013, 0.37, 0.0071]) {
    const theta = before.slice();
    o.lamb({ learningRate, beta1: 0, beta2: 0, epsilon: 1 }).applyGradients(theta, gradient);
    const factor = f(-(learningRate * (k.nrm2(3, before, 0, 1) / k.nrm2(3, u, 0, 1))));
    assertSameBits(theta, before.map((v, i) => f(v + f(factor * u[i]))), String(learningRate));
  }
});

test('Adafactor leaves an element whose row or column has had no gradient, and is not NaN there', () => {
  const optimizer = o.adafactor(
    { learningRate: 0.1, epsilon1: 1e-45 },
  ), theta = of(1, 2, 3, 4), k = createKernels('reference');
  optimizer.prepare(theta, k, [{ layer: 'a', name: 'w', shape: [2, 2], offset: 0, length: 4 }]);
  optimizer.applyGradients(theta, of(0, 0, 0, 1e-10));
  assert.ok(theta.every(Number.isFinite), String(theta));
  assert.deepEqual([...theta.subarray(0, 3)], [1, 2, 3]);
});
