import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ULP_BUCKETS, numerics, type TensorNumerics } from '../../lib/audit/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { dense, sequential, sgd } from '../../lib/index.ts';
import { assertClose } from '../helpers/close.ts';

const { fround } = Math;
const W = [0.1, -0.7, 0.3, 0.2], X = [1 / 3, -0.9, 0.25, 0.5]; // two examples of two inputs, two units

function build(kernels: 'reference' | 'simd' = 'reference') {
  const model = sequential([
    dense({ units: 2, activation: 'relu', kernelInitializer: W, biasInitializer: [0.05, -3], inputShape: [2] }), dense({ units: 1, kernelInitializer: [2, 1] }),
  ], { kernels: createKernels(kernels) });
  model.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
  return model;
}

const x = Float32Array.from(X), y = [0.5, -1];
const find = (tensors: readonly TensorNumerics[], layer: string, tensor: string): TensorNumerics => {
  const found = tensors.find((one) => one.layer === layer && one.tensor === tensor);
  assert.ok(found !== undefined, `${layer}/${tensor}`);
  return found;
};

test('ranges, zeros and errors are those of the same sums done by hand in binary32 and in binary64', () => {
  const { tensors, dead, examples } = numerics(build(), x, y);
  const w = W.map(fround), b = [fround(0.05), -3], rounded: number[] = [], exact: number[] = [];
  for (const row of [0, 1]) {
    for (const unit of [0, 1]) {
      const first = fround(x[2 * row] * w[unit]), both = fround(first + fround(x[2 * row + 1] * w[2 + unit]));
      rounded.push(fround(both + b[unit]));
      exact.push(x[2 * row] * w[unit] + x[2 * row + 1] * w[2 + unit] + b[unit]);
    }
  }
  const errors = rounded.map((value, i) => Math.abs(value - exact[i])), z = find(tensors, 'dense', 'z');
  assert.equal(examples, 2);
  assert.deepEqual([z.minimum, z.maximum, z.length, z.notFinite, z.zeros], [Math.min(...rounded), Math.max(...rounded), 4, 0, 0]);
  assertClose([z.largestError, z.meanMagnitude], [Math.max(...errors), rounded.reduce((sum, v) => sum + Math.abs(v), 0) / 4], 1e-15);
  assert.equal(z.at, errors.indexOf(Math.max(...errors)));
  assertClose([z.errorInRoundings], [Math.max(...errors) / (Math.max(...exact.map(Math.abs)) * 2 ** -24)], 1e-6);
  assert.equal(z.histogram.reduce((sum, count) => sum + count, 0), 4);
  assert.equal(z.histogram.length, ULP_BUCKETS.length);
  const alive = rounded.map((value) => Math.max(0, value)), a = find(tensors, 'dense', 'a');
  assert.equal(a.zeros, alive.filter((value) => value === 0).length / 4);
  assert.deepEqual(dead, [{ layer: 'dense', units: 2, dead: [0, 1].filter((unit) => alive[unit] === 0 && alive[2 + unit] === 0).length, zeros: a.zeros }]);
  assert.ok(dead[0].dead === 1, 'one unit is dead by its bias');
});

test('every tensor of forward and backward pass is there, both tables agree, and the model stays as it is', () => {
  const model = build(), before = model.theta.slice(), gradient = model.gradient.slice(), report = numerics(model, x, y);
  const names = report.tensors.map(({ layer, tensor }) => `${layer}/${tensor}`);
  assert.deepEqual(names, [
    'dense/z', 'dense/a', 'dense_1/z', 'loss/losses', 'dense_1/∂J/∂z', 'dense/∂J/∂z', 'dense_1/∂J/∂b', 'dense_1/∂J/∂w', 'dense/∂J/∂b', 'dense/∂J/∂w',
  ]);
  assert.deepEqual(numerics(build('simd'), x, y), report);
  assert.deepEqual([model.theta, model.gradient, model.steps], [before, gradient, 0]);
  assertClose([report.loss], [report.exactLoss], 1e-6);
  assert.notEqual(report.loss, report.exactLoss);
});

test('weights count, and numbers that are not finite are counted apart', () => {
  const plain = numerics(build(), x, y), weighted = numerics(build(), x, y, { sampleWeight: [0, 3] });
  assertClose([weighted.exactLoss], [(3 * (plain.exactLoss * 2 - lossOf(0))) / 2], 1e-12);
  const model = build();
  model.theta[0] = Infinity;
  const z = find(numerics(model, x, y).tensors, 'dense', 'z');
  assert.equal(z.notFinite, 2);
  assert.ok(Number.isFinite(z.maximum) && Number.isFinite(z.largestError));
});

/** The exact loss of one example. */
function lossOf(row: number): number {
  return numerics(build(), x.subarray(2 * row, 2 * row + 2), [y[row]]).exactLoss;
}

test('options are refused by name', () => {
  assert.throws(() => numerics(build(), x, y, { weight: [1] } as never), /^TypeError: numerics: unknown option 'weight'/);
  assert.throws(() => numerics(build(), x, [1]), /^ShapeError: numerics: y must hold/);
});
