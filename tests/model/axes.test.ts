import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dense, sequential, sgd } from '../../lib/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tableNames } from '../kernels/tables.ts';

// Leading axes are more rows: each row of an example of shape (3, 2) passes as an example of shape (2) would.

const w = [0.5, -1.25, 2, 0.75, 1.5, -0.5, 0.25, -2];
const x = Float32Array.of(0.5, 1, -0.25, 2, 1.5, -1, 0.75, 0.125, -2, 0.5, 1.25, 3);

for (const name of tableNames) {
  test(`softmax of several rows an example normalises each row, on ${name}`, () => {
    const layer = (inputShape: readonly number[]) =>
      dense({
        units: 4, activation: 'softmax', kernelInitializer: w, biasInitializer: [0.1, -0.2, 0.3, 0], inputShape,
      });
    const rows = sequential([layer([3, 2])], { kernels: createKernels(name) });
    const flat = sequential([layer([2])], { kernels: createKernels(name) });
    const predicted = rows.predict(x);
    assertSameBits(predicted, flat.predict(x), 'rows');
    for (let row = 0; row < 6; row++) {
      assert.ok(Math.abs(predicted.subarray(4 * row, 4 * row + 4).reduce((sum, p) => sum + p, 0) - 1) < 1e-6);
    }
  });
}

test('its gradient passes row by row too: the same step as on the rows as examples', () => {
  const layer = (inputShape: readonly number[]) =>
    dense({ units: 4, activation: 'softmax', kernelInitializer: w, inputShape });
  const y = Float32Array.from({ length: 24 }, (_, i) => ((i * 7) % 5) / 4);
  const rows = sequential([layer([3, 2])]), flat = sequential([layer([2])]);
  rows.compile({ optimizer: sgd({ learningRate: 0.5 }), loss: 'halfSquaredError' });
  flat.compile({ optimizer: sgd({ learningRate: 0.5 }), loss: 'halfSquaredError' });
  rows.trainOnBatch(x, y);
  flat.trainOnBatch(x, y);
  // means over 2 and over 6
  for (let i = 0; i < rows.gradient.length; i++) assert.ok(Math.abs(rows.gradient[i] - 3 * flat.gradient[i]) < 1e-6);
});

test('a loss with labels refuses outputs in more than one axis', () => {
  const model = sequential([dense({ units: 4, activation: 'softmax', inputShape: [3, 2] })]);
  assert.throws(() => model.compile({ optimizer: sgd(), loss: 'sparseCategoricalCrossentropy' }), {
    name: 'ShapeError',
    message: 'compile: loss sparseCategoricalCrossentropy needs outputs in one axis, got (3, 4); flatten '
      + 'them or give the last layer one axis',
  });
});

test('a loss that couples or sums its outputs refuses more than one axis, a mean does not', () => {
  const model = sequential([dense({ units: 3, activation: 'softmax', inputShape: [2, 2] })]);
  for (const loss of [
    'categoricalCrossentropy', 'kullbackLeiblerDivergence', 'cosineSimilarity', 'categoricalHinge',
  ] as const) {
    const message = new RegExp(`^compile: loss ${loss} needs outputs in one axis, got \\(2, 3\\)`);
    assert.throws(() => model.compile({ optimizer: sgd(), loss }), { name: 'ShapeError', message });
  }
  for (const loss of ['meanSquaredError', 'halfSquaredError', 'huber', 'poisson'] as const) {
    model.compile({ optimizer: sgd(), loss });
  }
});

test('a metric that looks for the largest output refuses more than one axis, others do not', () => {
  const model = sequential([dense({ units: 3, activation: 'softmax', inputShape: [2, 2] })]);
  for (const metric of ['accuracy', 'categoricalAccuracy', 'topKCategoricalAccuracy'] as const) {
    const message = new RegExp(`^compile: metric ${metric} needs outputs in one axis, got \\(2, 3\\)`);
    assert.throws(() => model.compile({ optimizer: sgd(), loss: 'meanSquaredError', metrics: [metric] }), {
      name: 'ShapeError', message,
    });
  }
  model.compile({ optimizer: sgd(), loss: 'meanSquaredError', metrics: ['binaryAccuracy', 'meanAbsoluteError'] });
});
