import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import * as o from '../../lib/optimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';

const HAND = 1e-6;

/** One element of θ through some gradients. */
function path(optimizer: o.Optimizer, start: number, gradients: readonly number[]): number[] {
  const theta = Float32Array.of(start);
  return gradients.map((gradient) => {
    optimizer.applyGradients(theta, Float32Array.of(gradient));
    return theta[0];
  });
}

const { sqrt } = Math;

test('rmsprop, centered, with momentum: the steps of the centered form add up', () => {
  const options = { learningRate: 1, rho: 0.75, epsilon: 1, centered: true }; // accumulator 1; mean 1/2, 5/8, 23/32
  const steps = [2 / (sqrt(3 / 4) + 1), 1 / (sqrt(39 / 64) + 1), 1 / (sqrt(495 / 1024) + 1)];
  assertClose(
    path(o.rmsprop(options), 0, [2, 1, 1]), [-steps[0], -steps[0] - steps[1], -steps[0] - steps[1] - steps[2]], HAND,
  );
  const q = [steps[0], steps[0] / 2 + steps[1], steps[0] / 4 + steps[1] / 2 + steps[2]];
  assertClose(
    path(o.rmsprop({ ...options, momentum: 0.5 }), 0, [2, 1, 1]), [-q[0], -q[0] - q[1], -q[0] - q[1] - q[2]], HAND,
  );
});

test('rmsPropOptimizer, centered: by hand, and its textbook form from a mean of 0', () => {
  const moms = [1, 0.5 + 7 / sqrt(11.1875)]; // ms = 1, 25; mg = 1/2, 15/4
  const centered = o.rmsPropOptimizer({ learningRate: 1, rho: 0.5, momentum: 0.5, epsilon: 0.25, centered: true });
  assertClose(
    path(centered, 0, [1, 7, -1]), [-1, -1 - moms[1], -1 - moms[1] - (moms[1] / 2 - 1 / sqrt(11.359375))], HAND,
  );
  assertClose(
    path(o.rmsPropOptimizer({ learningRate: 1, rho: 0.5, epsilon: 1, initialMeanSquare: 0 }), 0, [4, 4]),
    [-4 / 3, -4 / 3 - 4 / sqrt(13)], HAND,
  );
});

test('the influence of the signs falls linearly to 0 over signDecaySteps', () => {
  // lr·(1 + d·s), d = 1, 1/2, 0, 0; and lr·2^(d·s)
  assertClose(
    path(o.addSignOptimizer({ learningRate: 1, signDecaySteps: 2 }), 0, [1, 1, 1, 1]), [-2, -3.5, -4.5, -5.5], HAND,
  );
  assertClose(
    path(o.powerSignOptimizer({ learningRate: 1, base: 2, signDecaySteps: 2 }), 0, [1, 1, 1, 1]),
    [-2, -2 - sqrt(2), -3 - sqrt(2), -4 - sqrt(2)], HAND,
  );
});

test('Adafactor and LAMB leave a tensor of zeros: the one by epsilon2, the other by the ratio 1', () => {
  assertClose(path(o.adafactor({ learningRate: 0.5, epsilon2: 0.25 }), 0, [3]), [-1 / 8], HAND);
  assertClose(path(o.lamb({ learningRate: 0.5, beta2: 0.5, epsilon: 0 }), 0, [3]), [-1 / 2], HAND);
  assert.deepEqual(path(o.lamb({ learningRate: 0.5, epsilon: 1 }), 3, [0, 0]), [3, 3]);
});

test('Adafactor factors the matrices of the last two axes, each by itself, and keeps rows + columns '
  + 'numbers for each', () => {
  const k = createKernels('reference'), random = new Philox(41), start = operands(random, 24);
  const gradient = operands(random, 24);
  const run = (
    parameters: readonly { readonly shape: readonly number[]; readonly offset: number; readonly length: number }[],
  ) => {
    // neither norm counts then
    const optimizer = o.adafactor({ learningRate: 0.1, clipThreshold: 1e9, epsilon2: 1e9 }), theta = start.slice();
    optimizer.prepare(theta, k, parameters.map((p, i) => ({ layer: `l${i}`, name: 'w', ...p })));
    for (let step = 0; step < 3; step++) optimizer.applyGradients(theta, gradient);
    return {
      theta, row: optimizer.getSlot(theta, 'row'), column: optimizer.getSlot(theta, 'column'),
      v: optimizer.getSlot(theta, 'v'),
    };
  };
  const cube = run([{ shape: [2, 3, 4], offset: 0, length: 24 }]);
  const two = run([{ shape: [3, 4], offset: 0, length: 12 }, { shape: [3, 4], offset: 12, length: 12 }]);
  assertSameBits(cube.theta, two.theta);
  assert.deepEqual([cube.row.length, cube.column.length, cube.v.length], [6, 8, 0]);
  const vector = run([{ shape: [24], offset: 0, length: 24 }]);
  assert.deepEqual([vector.row.length, vector.column.length, vector.v.length], [0, 0, 24]);
});

test('what needs tensors finds them within the pieces that learningRateMultipliers make', () => {
  const k = createKernels('reference'), random = new Philox(42), start = operands(random, 26);
  const gradients = Array.from({ length: 3 }, () => operands(random, 26));
  const parameters = [
    { layer: 'a', name: 'w', shape: [2, 3], offset: 0, length: 6 },
    { layer: 'b', name: 'w', shape: [3, 4], offset: 6, length: 12 },
    { layer: 'b', name: 'b', shape: [4], offset: 18, length: 4 },
    { layer: 'c', name: 'b', shape: [4], offset: 22, length: 4 },
  ];
  for (const make of [o.lamb, o.adafactor]) {
    const run = (options: o.SharedOptions, table: typeof parameters, part: readonly [number, number]): Float32Array => {
      const optimizer = make(options), theta = start.slice(...part);
      optimizer.prepare(theta, k, table);
      for (const gradient of gradients) optimizer.applyGradients(theta, gradient.slice(...part));
      return theta;
    };
    const whole = run({ learningRate: 0.1, learningRateMultipliers: { b: 0.5 } }, parameters, [0, 26]);
    const moved = (p: (typeof parameters)[number], by: number) => ({ ...p, offset: p.offset - by });
    assertSameBits(whole.slice(0, 6), run({ learningRate: 0.1 }, parameters.slice(0, 1), [0, 6]));
    assertSameBits(
      whole.slice(6, 22), run({ learningRate: 0.05 }, parameters.slice(1, 3).map((p) => moved(p, 6)), [6, 22]),
    );
    assertSameBits(whole.slice(22), run({ learningRate: 0.1 }, parameters.slice(3).map((p) => moved(p, 22)), [22, 26]));
  }
});

test('ftrl at other powers is the functor at that power, with and without shrinkage', () => {
  const random = new Philox(43), gradients = Array.from({ length: 3 }, () => operands(random, 20));
  for (const l2Shrinkage of [0, 0.3]) {
    const theta = operands(random, 20), same = theta.slice(), n = new Float32Array(20).fill(0.1);
    const z = new Float32Array(20);
    const optimizer = o.ftrl({
      learningRate: 0.5, learningRatePower: -0.75, l1RegularizationStrength: 0.1,
      l2ShrinkageRegularizationStrength: l2Shrinkage,
    });
    for (const gradient of gradients) {
      optimizer.applyGradients(theta, gradient);
      if (l2Shrinkage > 0) o.applyFtrlV2(same, n, z, gradient, 0.5, 0.1, 0, l2Shrinkage, -0.75);
      else o.applyFtrl(same, n, z, gradient, 0.5, 0.1, 0, -0.75);
    }
    assertSameBits(theta, same);
  }
});

test('FTRL at power 0 is 1 for every accumulator, 0 included; with shrinkage at other powers z takes ∇J + '
  + '2·l2Shrinkage·θ', () => {
  const theta = Float32Array.of(1), n = Float32Array.of(0), z = Float32Array.of(0);
  o.applyFtrl(theta, n, z, Float32Array.of(0), 0.5, 0, 1, 0);
  o.applyFtrl(theta, n, z, Float32Array.of(3), 0.5, 0, 1, 0);
  assert.deepEqual([theta[0], n[0], z[0]], [-3 / 4, 9, 3]); // −z/(1/lr + 2·l2)
  const other = Float32Array.of(2), m = Float32Array.of(3), y = Float32Array.of(0);
  o.applyFtrlV2(other, m, y, Float32Array.of(1), 0.5, 0, 0, 0.25, -1); // p(n) = n: z = 1 + 2·¼·2 − (4 − 3)/½·2
  assertClose([other[0], m[0], y[0]], [2 / 8, 4, -2], HAND);
});

test('decoupled decay of RAdam shortens θ, the other kind adds to the gradient', () => {
  const options = { learningRate: 0.5, beta1: 0.5, weightDecay: 0.5 };
  assertClose(path(o.radam({ ...options, decoupledWeightDecay: true }), 1, [2]), [3 / 4 - 1], HAND);
  assertClose(path(o.radam(options), 1, [2]), [1 - 5 / 4], HAND); // ∇J = 2 + ½
});
