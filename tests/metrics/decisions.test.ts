/**
 * Yes and no as the loss has them: on logits, with targets −1 and 1, with targets between, and where an output is NaN.
 * Numbers of counts are those of Keras 3.15.1 on the sigmoid of the outputs, with targets 0 and 1.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dense } from '../../lib/layers/index.ts';
import {
  binaryCrossentropy, categoricalCrossentropy, categoricalHinge, halfSquaredError, hinge, meanSquaredError,
  sparseCategoricalCrossentropy, squaredHinge, type Loss,
} from '../../lib/losses/index.ts';
import {
  accuracy, argmax, auc, binaryAccuracy, categoricalAccuracy, confusionMatrix, f1Score, meanSquaredError as
  squaredErrorMetric, precision, recall, sparseCategoricalAccuracy, sparseTopKCategoricalAccuracy,
  topKCategoricalAccuracy, type Metric,
} from '../../lib/metrics/index.ts';
import { sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { checkRefusals } from '../helpers/refusals.ts';

function result(metric: Metric, loss: Loss, outputs: number, a: readonly number[], y: readonly number[]): number {
  const state = metric.start(outputs, loss);
  state.update(Float32Array.from(a), Float32Array.from(y), a.length / outputs);
  return state.result();
}

const LOGITS = [-2.5, 0.25, 1.5, -0.125, 0.375, -3, 2, 0.0625, -0.75, 0.5, -1.25, 3],
  YES = [0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 1, 0];
const SIGNS = YES.map((y) => 2 * y - 1),
  SOFT = YES.map((y) => 0.1 + 0.8 * y);
const SHARES: readonly (readonly [metric: Metric, share: number])[] = [
  [accuracy, 7 / 12],
  [binaryAccuracy(), 7 / 12],
  [precision(), 4 / 7],
  [recall(), 4 / 6],
  [f1Score(), 8 / 13],
  [auc(), 25 / 36],
];

test('where the outputs are logits of yes, or go with a hinge loss, 0 is the threshold, and −1 is a no', () => {
  for (const [metric, share] of SHARES) {
    assertClose(
      [result(metric, binaryCrossentropy({ fromLogits: true }), 1, LOGITS, YES)],
      [share],
      1e-15,
      `${metric.name} of logits`,
    );
    for (const loss of [hinge, squaredHinge])
      assertClose([result(metric, loss, 1, LOGITS, SIGNS)], [share], 1e-15, `${metric.name}, ${loss.name}`);
  }
});

test('the same of several outputs, one by one', () => {
  for (const [metric, share] of SHARES.slice(1)) {
    assertClose(
      [result(metric, binaryCrossentropy({ fromLogits: true }), 3, LOGITS, YES)],
      [share],
      1e-15,
      `${metric.name} of logits`,
    );
    assertClose([result(metric, hinge, 3, LOGITS, SIGNS)], [share], 1e-15, metric.name);
  }
});

test('all outputs on the right side of a hinge loss: everything is right', () => {
  const model = sequential([dense({ units: 1, inputShape: [1], kernelInitializer: [1] })]);
  model.compile({
    optimizer: sgd(),
    loss: 'hinge',
    metrics: ['accuracy', 'binaryAccuracy', 'precision', 'recall', 'f1Score', 'auc'],
  });
  const { loss, ...shares } = model.evaluate(Float32Array.of(-0.25, 0.5, -3, 2), [-1, 1, -1, 1]);
  assert.equal(loss, 0.3125);
  assert.deepEqual(shares, { accuracy: 1, binaryAccuracy: 1, precision: 1, recall: 1, f1Score: 1, auc: 1 });
});

test("a threshold given goes before the loss's, and 0 itself is a no", () => {
  const loss = binaryCrossentropy({ fromLogits: true });
  assert.equal(result(precision({ threshold: 0.5 }), loss, 1, LOGITS, YES), 2 / 3);
  assert.equal(result(binaryAccuracy({ threshold: 0.5 }), hinge, 1, [0.25, 0.75], [-1, 1]), 1);
  assert.equal(result(accuracy, loss, 1, [0, -0], [0, 0]), 1);
  assert.equal(result(accuracy, hinge, 1, [0], [1]), 0);
});

test('soft targets: accuracy takes none for a yes or no, as in Keras, or above a threshold; others above ½', () => {
  const outputs = LOGITS.map((z) => 1 / (1 + Math.exp(-z))),
    loss = binaryCrossentropy();
  assert.equal(result(accuracy, loss, 1, outputs, SOFT), 0);
  assert.equal(result(binaryAccuracy(), loss, 1, outputs, SOFT), 0);
  assert.equal(result(binaryAccuracy({ targetThreshold: 0.5 }), loss, 1, outputs, SOFT), 7 / 12);
  assert.equal(result(binaryAccuracy({ targetThreshold: 0.95 }), loss, 1, outputs, SOFT), 5 / 12);
  for (const [metric, share] of SHARES.slice(2))
    assertClose([result(metric, loss, 1, outputs, SOFT)], [share], 1e-15, metric.name);
  assert.equal(result(recall({ targetThreshold: 0.05 }), loss, 1, outputs, SOFT), 7 / 12);
});

test("targets −1 and 1 of a loss that says nothing: thresholds of one's own", () => {
  const given = { threshold: 0, targetThreshold: 0 };
  assert.equal(result(binaryAccuracy(given), meanSquaredError, 1, LOGITS, SIGNS), 7 / 12);
  assert.equal(result(precision(given), meanSquaredError, 1, LOGITS, SIGNS), 4 / 7);
  assert.equal(result(auc(), meanSquaredError, 1, LOGITS, SIGNS), 25 / 36);
});

test('thresholds are rounded to binary32, as outputs and targets are: 0.3 is not above 0.3', () => {
  for (const [value, above] of [
    [0.3, false],
    [0.7, false],
    [0.30000005, true],
    [0.1, false],
  ] as const) {
    const threshold = above ? 0.3 : value,
      wanted = Number(above);
    assert.equal(result(recall({ threshold }), meanSquaredError, 1, [value], [1]), wanted, `recall ${value}`);
    assert.equal(result(binaryAccuracy({ threshold }), meanSquaredError, 1, [value], [wanted]), 1, `accuracy ${value}`);
    assert.equal(
      result(binaryAccuracy({ targetThreshold: threshold }), meanSquaredError, 1, [wanted], [value]),
      1,
      `target ${value}`,
    );
  }
});

test("a target means yes above the middle of the loss's no and 1", () => {
  const own: Loss = { ...meanSquaredError, decision: { threshold: 0, no: -1 } };
  for (const metric of [precision(), recall(), f1Score()]) {
    assert.equal(result(metric, own, 1, [1, -1], [0.25, -0.25]), 1, metric.name);
    assert.equal(result(metric, meanSquaredError, 1, [1, 0], [0.25, 0.75]), 0, metric.name);
  }
  assert.equal(result(auc(), own, 1, [1, -1], [0.25, -0.25]), 1);
  assert.equal(result(auc(), meanSquaredError, 1, [1, -1], [0.75, 0.25]), 1);
});

test("a loss's own threshold is rounded likewise", () => {
  const own: Loss = { ...meanSquaredError, decision: { threshold: 0.3, no: 0 } };
  for (const metric of [accuracy, binaryAccuracy()]) assert.equal(result(metric, own, 1, [0.3], [0]), 1);
  assert.equal(result(recall(), own, 1, [0.3], [1]), 0);
});

test('an output that is NaN is never right, and counts where it stands alone make NaN', () => {
  const oneHot = [1, 0, 0],
    labels = sparseCategoricalCrossentropy();
  for (const row of [
    [NaN, 0, 0],
    [0.9, NaN, 0],
    [0.9, 0, NaN],
    [NaN, NaN, NaN],
  ]) {
    assert.equal(result(accuracy, labels, 3, row, [0]), 0);
    assert.equal(result(accuracy, meanSquaredError, 3, row, oneHot), 0);
    assert.equal(result(sparseCategoricalAccuracy, labels, 3, row, [0]), 0);
    assert.equal(result(categoricalAccuracy, meanSquaredError, 3, row, oneHot), 0);
    assert.equal(result(sparseTopKCategoricalAccuracy({ k: 3 }), labels, 3, row, [0]), 0);
    assert.equal(result(topKCategoricalAccuracy({ k: 3 }), meanSquaredError, 3, row, oneHot), 0);
  }
  for (const y of [0, 1]) {
    for (const metric of [accuracy, binaryAccuracy(), binaryAccuracy({ targetThreshold: 0.5 })]) {
      assert.equal(result(metric, halfSquaredError, 1, [NaN, 1], [y, 1]), 1 / 2);
    }
    for (const metric of [precision(), recall(), f1Score(), auc(), squaredErrorMetric]) {
      assert.equal(result(metric, halfSquaredError, 1, [0.9, NaN, 0.1], [1, y, 0]), NaN, metric.name);
    }
  }
});

test('a label that no output has is never met, whatever lies before and behind a row', () => {
  const labels = sparseCategoricalCrossentropy(), rows = [0, 0, 9, 1, 0, 0, 9, 0, 0];
  for (const label of [-1, 3, 0.5, NaN]) {
    assert.equal(result(accuracy, labels, 3, rows, [label, label, label]), 0, `label ${label}`);
  }
});

test('argmax is the first NaN where there is one, as in NumPy', () => {
  assert.equal(argmax([1, NaN, 3, NaN], 0, 4), 1);
  assert.equal(argmax([NaN, 3], 0, 2), 0);
  assert.equal(argmax([1, 3, NaN], 0, 2), 1);
});

checkRefusals('what cannot be held to a threshold, or has no largest, is refused by name', [
  [
    () => precision().start(3, categoricalCrossentropy({ fromLogits: true })),
    TypeError,
    /^precision: threshold must be given where outputs .* for loss categoricalCrossentropy, got none; accuracy /,
  ],
  [
    () => binaryAccuracy({ name: 'right' }).start(3, sparseCategoricalCrossentropy({ fromLogits: true })),
    TypeError,
    /^right: threshold must be given/,
  ],
  [
    () => f1Score().start(3, categoricalHinge),
    TypeError,
    /^f1Score: threshold must be given where outputs .* for loss categoricalHinge, got none; /,
  ],
  [() => recall({ targetThreshold: NaN }), RangeError, /^recall: targetThreshold must be a finite number, got NaN$/],
  [
    () => confusionMatrix(Float32Array.of(1, 2, 3, NaN), [0, 1], 2),
    RangeError,
    /^confusionMatrix: prediction\[3\] must be a number, got NaN$/,
  ],
]);

test('logits that are only compared, or held to a threshold given, are fine', () => {
  const loss = sparseCategoricalCrossentropy({ fromLogits: true });
  assert.equal(result(accuracy, loss, 2, [-1, -2, 3, 4], [0, 1]), 1);
  assert.equal(result(recall({ threshold: -1.5 }), loss, 2, [-1, -2, 3, 4], [0, 1]), 1);
});

test('a metric that is refused leaves the model compiled as it was', () => {
  const model = sequential([dense({ units: 2, inputShape: [1] })]),
    x = Float32Array.of(1),
    y = [0, 1];
  model.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
  const before = model.evaluate(x, y);
  assert.throws(() => {
    model.compile({ optimizer: sgd(), loss: 'sparseCategoricalCrossentropy', metrics: ['categoricalAccuracy'] });
  }, TypeError);
  assert.deepEqual([model.evaluate(x, y), model.loss.name], [before, 'meanSquaredError']);
});
