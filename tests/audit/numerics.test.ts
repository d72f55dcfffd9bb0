import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ULP_BUCKETS, numerics, type TensorNumerics } from '../../lib/audit/index.ts';
import {
  activation, batchNormalization, dense, dropout, flatten, sequential, sgd, type Layer, type Sequential,
} from '../../lib/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { Philox } from '../../lib/core/philox.ts';
import { assertClose } from '../helpers/close.ts';
import { operands } from '../helpers/random.ts';

const { fround } = Math;
const W = [0.1, -0.7, 0.3, 0.2], X = [1 / 3, -0.9, 0.25, 0.5]; // two examples of two inputs, two units

function build(kernels: 'reference' | 'simd' = 'reference') {
  const model = sequential([
    dense({ units: 2, activation: 'relu', kernelInitializer: W, biasInitializer: [0.05, -3], inputShape: [2] }),
    dense({ units: 1, kernelInitializer: [2, 1] }),
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
  assert.deepEqual(
    [z.minimum, z.maximum, z.length, z.notFinite, z.zeros], [Math.min(...rounded), Math.max(...rounded), 4, 0, 0],
  );
  assertClose(
    [z.largestError, z.meanMagnitude], [Math.max(...errors), rounded.reduce((sum, v) => sum + Math.abs(v), 0) / 4],
    1e-15,
  );
  assert.equal(z.at, errors.indexOf(Math.max(...errors)));
  assertClose([z.errorInRoundings], [Math.max(...errors) / (Math.max(...exact.map(Math.abs)) * 2 ** -24)], 1e-6);
  assert.equal(z.histogram.reduce((sum, count) => sum + count, 0), 4);
  assert.equal(z.histogram.length, ULP_BUCKETS.length);
  const alive = rounded.map((value) => Math.max(0, value)), a = find(tensors, 'dense', 'a');
  assert.equal(a.zeros, alive.filter((value) => value === 0).length / 4);
  assert.deepEqual(dead, [{
    layer: 'dense', units: 2, dead: [0, 1].filter((unit) => alive[unit] === 0 && alive[2 + unit] === 0).length,
    zeros: a.zeros,
  }]);
  assert.ok(dead[0].dead === 1, 'one unit is dead by its bias');
});

test('every tensor of forward and backward pass is there, both tables agree, and the model stays as it is', () => {
  const model = build(), before = model.theta.slice(), gradient = model.gradient.slice();
  const report = numerics(model, x, y);
  const names = report.tensors.map(({ layer, tensor }) => `${layer}/${tensor}`);
  assert.deepEqual(names, [
    'dense/z', 'dense/a', 'dense_1/z', 'loss/losses', 'dense_1/∂J/∂z', 'dense/∂J/∂z', 'dense_1/∂J/∂b', 'dense_1/∂J/∂w',
    'dense/∂J/∂b', 'dense/∂J/∂w',
  ]);
  assert.deepEqual(numerics(build('simd'), x, y), report);
  assert.deepEqual([model.theta, model.gradient, model.steps], [before, gradient, 0]);
  assertClose([report.loss], [report.exactLoss], 1e-6);
  assert.notEqual(report.loss, report.exactLoss);
});

test('of one example, ∂J/∂z of a layer is ∂J/∂b', () => {
  const { tensors } = numerics(build(), x.subarray(2), [0.5]);
  for (const layer of ['dense', 'dense_1']) {
    const { minimum, maximum, largestError, zeros } = find(tensors, layer, '∂J/∂z'), b = find(tensors, layer, '∂J/∂b');
    assert.deepEqual([minimum, maximum, largestError, zeros], [b.minimum, b.maximum, b.largestError, b.zeros]);
  }
  const outer = find(tensors, 'dense_1', '∂J/∂z');
  const on = Math.max(0, fround(fround(fround(x[2] * fround(0.1)) + fround(x[3] * fround(0.3))) + fround(0.05)));
  assert.equal(outer.maximum, fround(2 * fround(fround(2 * on) - 0.5))); // the second unit is off
});

/** Units in the last place of a binary32 number as large as `exact`, by halving and doubling. */
function ulp(exact: number): number {
  let power = 1;
  while (power > Math.abs(exact)) power /= 2;
  while (2 * power <= Math.abs(exact)) power *= 2;
  return power * 2 ** -23;
}

test('the histogram sorts elements by error, each in units in the last place of its own exact value', () => {
  const inputs = 9, count = 120, random = new Philox(17), w = operands(random, inputs);
  const many = operands(random, inputs * count);
  const model = sequential([dense({ units: 1, kernelInitializer: [...w], useBias: false, inputShape: [inputs] })]);
  model.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
  const wanted = ULP_BUCKETS.map(() => 0);
  for (let row = 0; row < count; row++) {
    let rounded = 0, exact = 0;
    for (let i = 0; i < inputs; i++) {
      rounded = fround(rounded + fround(many[row * inputs + i] * w[i]));
      exact += many[row * inputs + i] * w[i];
    }
    const limits = Array.from({ length: 24 }, (_, i) => 2 ** (i - 1)), ulps = Math.abs(rounded - exact) / ulp(exact);
    wanted[limits.filter((limit) => limit <= ulps).length]++;
  }
  assert.ok(wanted.filter((number) => number > 0).length >= 4);
  assert.deepEqual(find(numerics(model, many, new Float32Array(count)).tensors, 'dense', 'z').histogram, wanted);
  assert.deepEqual(
    [ULP_BUCKETS[0], ULP_BUCKETS[1], ULP_BUCKETS[2], ULP_BUCKETS[23], ULP_BUCKETS[24]],
    ['< ½', '< 1', '< 2', '< 4194304', 'more'],
  );
});

const noisy = (): Layer[] => [
  flatten({ inputShape: [3, 2] }), dense({ units: 4 }), batchNormalization(), activation('relu'),
  dropout({ rate: 0.4 }), dense({ units: 3, activation: 'relu' }), dense({ units: 2, activation: 'softmax' }),
];

test('the numbers are those of the step that training would take next, noise and moving averages too', () => {
  const count = 8, inputs = operands(new Philox(23), 6 * count);
  const labels = Array.from({ length: count }, (_, i) => (i * i) % 3 % 2);
  const weights = labels.map((_, i) => 0.25 + i), sampleWeight = weights.slice(), made = (): Sequential => {
    const model = sequential(noisy(), { seed: 3 });
    model.compile({ optimizer: sgd({ learningRate: 0.25 }), loss: 'sparseCategoricalCrossentropy' });
    model.trainOnBatch(inputs, labels);
    return model;
  };
  const model = made(), state = model.state.slice(), report = numerics(model, inputs, labels, { sampleWeight });
  assert.deepEqual(model.state, state);
  assert.equal(report.loss, model.trainOnBatch(inputs, labels, { sampleWeight }).loss);
  for (const { layer, name, offset, length } of model.parameters) {
    const own = model.gradient.subarray(offset, offset + length);
    const { minimum, maximum, length: size } = find(report.tensors, layer, `∂J/∂${name}`);
    assert.deepEqual([minimum, maximum, size], [Math.min(...own), Math.max(...own), length], `${layer}/${name}`);
  }
  assert.deepEqual(report.dead.map(({ layer, units }) => [layer, units]), [['activation', 4], ['dense_1', 3]]);
  assert.ok(
    report.tensors.every(({ layer, length }) => layer !== 'flatten' && layer !== 'input' && length > 0),
    'what flatten hands on comes once',
  );
  assert.ok(
    report.tensors.every(({ largestError, minimum, maximum }) => largestError <= 1e-4 * Math.max(1, -minimum, maximum)),
    'both saw the same noise',
  );
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

test('where nothing is finite there is no range', () => {
  const model = build();
  model.theta.fill(NaN);
  const { notFinite, minimum, maximum, zeros, meanMagnitude, largestError, histogram } =
    find(numerics(model, x, y).tensors, 'dense', 'z');
  assert.deepEqual([notFinite, minimum, maximum, zeros, meanMagnitude, largestError], [4, NaN, NaN, NaN, NaN, 0]);
  assert.ok(histogram.every((count) => count === 0));
});

test('units in the last place are those of the exact value\'s own binade, at a power of two and at the '
  + 'largest number', () => {
  const sumOf = (...terms: readonly number[]): TensorNumerics => {
    const model = sequential([dense({ units: 1, kernelInitializer: terms, inputShape: [terms.length] })]);
    model.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
    return find(numerics(model, new Float32Array(terms.length).fill(1), [0]).tensors, 'dense', 'z');
  };
  const most = (2 - 2 ** -23) * 2 ** 127, part = 0.375 * 2 ** 104, large = sumOf(most, part, part);
  // ¾ ulp off: below 1
  assert.deepEqual([large.maximum, large.largestError, large.histogram.indexOf(1)], [most, 2 * part, 1]);
  const small = 0.375 * 2 ** -23, one = sumOf(1 + 2 ** -23, -small, -small, -small);
  // from 1 − 2⁻²⁶: 2¼ ulp of 2⁻²⁴, below 4
  assert.deepEqual([one.maximum, one.largestError, one.histogram.indexOf(1)], [1 + 2 ** -23, 3 * small, 3]);
});

/** The exact loss of one example. */
function lossOf(row: number): number {
  return numerics(build(), x.subarray(2 * row, 2 * row + 2), [y[row]]).exactLoss;
}

test('options are refused by name', () => {
  assert.throws(
    () => numerics(build(), x, y, { weight: [1] } as never), /^TypeError: numerics: unknown option 'weight'/,
  );
  assert.throws(() => numerics(build(), x, [1]), /^ShapeError: numerics: y must hold/);
});
