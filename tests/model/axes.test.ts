import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dense, sequential, sgd } from '../../lib/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import type { LossName } from '../../lib/losses/index.ts';
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

/** Each loss, with targets that it can mean. */
const losses: readonly (readonly [LossName, (i: number) => number])[] = [
  ['categoricalCrossentropy', (i) => Number(i % 4 === Math.floor(i / 4) % 4)],
  ['kullbackLeiblerDivergence', (i) => ((i * 7) % 5) / 8], ['cosineSimilarity', (i) => ((i * 7) % 5) / 4],
  ['categoricalHinge', (i) => Number(i % 4 === 1)], ['meanSquaredError', (i) => ((i * 7) % 5) / 4],
  ['halfSquaredError', (i) => ((i * 3) % 7) / 4], ['huber', (i) => ((i * 7) % 5) / 4], ['poisson', (i) => (i % 3) / 2],
  ['sparseCategoricalCrossentropy', (i) => (i * 3) % 4],
];

for (const [loss, target] of losses) {
  test(`${loss} of several rows an example is that of the rows as examples: gradient, loss and metrics`, () => {
    const layer = (inputShape: readonly number[]) =>
      dense({ units: 4, activation: 'softmax', kernelInitializer: w, biasInitializer: [0, 0.5, 0, 1], inputShape });
    const isLabel = loss === 'sparseCategoricalCrossentropy';
    const y = Float32Array.from({ length: isLabel ? 6 : 24 }, (_, i) => target(i));
    const rows = sequential([layer([3, 2])], { maxBatch: 1 }), flat = sequential([layer([2])]);
    for (const model of [rows, flat]) {
      model.compile({ optimizer: sgd({ learningRate: 0.5 }), loss, metrics: ['accuracy', 'meanAbsoluteError'] });
    }
    const weights = [1, 2, 0.5, 0, 1.5, 3];
    assert.deepEqual(rows.trainOnBatch(x, y), flat.trainOnBatch(x, y));
    assertSameBits(rows.gradient, flat.gradient, '∇');
    assert.deepEqual(
      rows.trainOnBatch(x, y, { sampleWeight: weights }), flat.trainOnBatch(x, y, { sampleWeight: weights }),
    );
    assertSameBits(rows.theta, flat.theta, 'θ');
    const byExample = rows.evaluate(x, y, { sampleWeight: [2, 3] });
    assert.deepEqual(byExample, rows.evaluate(x, y, { sampleWeight: [2, 2, 2, 3, 3, 3] }));
    assert.deepEqual(rows.evaluate(x, y), flat.evaluate(x, y));
  });
}

test('a label among rows is refused by its place, and weights that are neither of examples nor of rows', () => {
  const model = sequential([dense({ units: 4, activation: 'softmax', inputShape: [3, 2] })]);
  model.compile({ optimizer: sgd(), loss: 'sparseCategoricalCrossentropy' });
  assert.throws(() => model.trainOnBatch(x, [0, 1, 2, 3, 4, 0]), {
    name: 'RangeError', message: 'trainOnBatch: y[4] must be a label, a whole number from 0 to 3, got 4',
  });
  assert.throws(() => model.trainOnBatch(x, [0, 1]), {
    name: 'ShapeError',
    message: /y must hold 2 × 3 elements for 2 examples .*, got 2; each of the 3 steps of an output needs its own$/,
  });
  assert.throws(() => model.trainOnBatch(x, [0, 1, 2, 3, 3, 0], { sampleWeight: [1, 2, 3] }), {
    name: 'ShapeError',
    message: 'trainOnBatch: sampleWeight must hold 2 weights, one an example, or 6, one a row, got 3',
  });
});

test('a loss that one output an example suits is refused for rows of one', () => {
  const model = sequential([dense({ units: 1, activation: 'sigmoid', inputShape: [3, 2] })]);
  assert.throws(() => model.compile({ optimizer: sgd(), loss: 'sparseCategoricalCrossentropy' }), {
    name: 'ShapeError', message: /needs at least 2 outputs, one a class, got 1/,
  });
});
