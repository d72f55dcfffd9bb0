/** Options of decisions: which outputs may say yes, what their scores make together, and numbers of several. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { categoricalCrossentropy, meanSquaredError, sparseCategoricalCrossentropy } from '../../lib/losses/index.ts';
import {
  auc, f1Score, fBeta, precision, r2Score, recall, trueNegatives, truePositives, type Metric,
} from '../../lib/metrics/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';

function result(metric: Metric, outputs: number, a: readonly number[], y: readonly number[]): number {
  const loss = y.length === a.length ? meanSquaredError : sparseCategoricalCrossentropy();
  const state = metric.start(outputs, loss);
  state.update(Float32Array.from(a), Float32Array.from(y), a.length / outputs);
  return state.result();
}

const ROWS = [0.1, 0.7, 0.2, 0.5, 0.5, 0.3, 0.4, 0.1, 0.9], LABELS = [1, 1, 0];

test('threshold null: the largest output says yes, the first of equals, of logits too', () => {
  assert.equal(result(precision({ threshold: null }), 3, ROWS, LABELS), 1 / 3);
  assert.equal(result(truePositives({ threshold: null }), 3, ROWS, LABELS), 1);
  assert.equal(result(recall({ threshold: null, topK: 2 }), 3, ROWS, LABELS), 1);
  const logits = precision({ threshold: null }).start(2, categoricalCrossentropy({ fromLogits: true }));
  logits.update(Float32Array.of(-3, -2), Float32Array.of(0, 1), 1);
  assert.equal(logits.result(), 1);
});

test('topK with a threshold: both must hold; the rest say no', () => {
  assert.equal(result(precision({ topK: 2, threshold: 0.45 }), 3, ROWS, LABELS), 2 / 4);
  assert.equal(result(trueNegatives({ topK: 1 }), 3, ROWS, LABELS), 4);
});

test('micro is one count, macro the mean, weighted by targets; of random rows they are those of the parts', () => {
  const random = new Philox(77), outputs = 5;
  for (let round = 0; round < 20; round++) {
    const a = Array.from({ length: 8 * outputs }, () => random.nextFloat());
    const y = a.map(() => Number(random.nextFloat() < 0.4)), options = { threshold: 0.5, beta: 2 };
    const parts = fBeta({ ...options, average: null }).parts?.(outputs) ?? assert.fail();
    const named = fBeta({ ...options, average: 'none' }).parts?.(outputs) ?? assert.fail();
    assert.deepEqual(named.map(({ name }) => name), parts.map(({ name }) => name));
    assert.deepEqual(parts.map(({ name }) => name), ['fBeta_0', 'fBeta_1', 'fBeta_2', 'fBeta_3', 'fBeta_4']);
    const scores = parts.map((part) => result(part, outputs, a, y));
    const meant = parts.map((_, j) => y.reduce((sum, v, i) => sum + (i % outputs === j ? v : 0), 0));
    const mean = (weights: readonly number[]): number =>
      scores.reduce((sum, score, j) => sum + score * weights[j], 0) / weights.reduce((sum, w) => sum + w, 0);
    const close = (got: number, wanted: number): void => assert.ok(Math.abs(got - wanted) < 1e-14, `${got} ${wanted}`);
    close(result(fBeta({ ...options, average: 'macro' }), outputs, a, y), mean(scores.map(() => 1)));
    close(result(fBeta({ ...options, average: 'weighted' }), outputs, a, y), mean(meant));
    const [p, r] = [precision, recall].map((make) => result(make({ threshold: 0.5 }), outputs, a, y));
    close(result(fBeta(options), outputs, a, y), 5 * p * r / (4 * p + r));
    assert.equal(result(fBeta({ threshold: 0.5 }), outputs, a, y), result(f1Score({ threshold: 0.5 }), outputs, a, y));
  }
});

test('thresholds in a list, each class of them: a number of each by name', () => {
  const names = (metric: Metric): readonly string[] =>
    metric.parts?.(2).flatMap((part) => (part.parts ? names(part) : [part.name])) ?? [metric.name];
  assert.deepEqual(names(recall({ threshold: [0.25, 0.5], name: 'r' })), ['r_0.25', 'r_0.5']);
  const each = recall({ threshold: [0.3, 0.5], average: null });
  assert.deepEqual(names(each), ['recall_0.3_0', 'recall_0.3_1', 'recall_0.5_0', 'recall_0.5_1']);
  assert.deepEqual(names(r2Score({ classAggregation: null })), ['r2Score_0', 'r2Score_1']);
});

test('an output that is NaN makes NaN what it counts in, or is compared in, and no other class', () => {
  const a = [NaN, 0.7, 0.9, 0.1], y = [1, 0, 1, 0];
  assert.equal(result(recall({ average: 'macro' }), 2, a, y), NaN);
  assert.equal(result(recall({ classId: 0 }), 2, a, y), NaN);
  assert.equal(result(precision({ classId: 1 }), 2, a, y), 0);
  assert.equal(result(precision({ classId: 1, threshold: null }), 2, a, y), NaN);
});

test('the numbers of an earlier version, without true negatives, go on', () => {
  const state = precision().start(1, meanSquaredError);
  state.update(Float32Array.of(0.1), Float32Array.of(0), 1);
  state.restore?.([3, 1, 2]);
  assert.equal(state.result(), 3 / 4);
  state.update(Float32Array.of(0.9), Float32Array.of(1), 1);
  assert.deepEqual([...state.numbers?.() ?? []], [4, 1, 2, 0]);
});

test('average precision by hand: equals are one point; areas of labels are averaged; none without a target 1', () => {
  const pr = auc({ curve: 'PR' });
  assert.equal(result(pr, 1, [0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), (1 + 2 / 3) / 2);
  assert.equal(result(pr, 1, [0.5, 0.5, 0.5], [0, 1, 1]), 2 / 3);
  assert.equal(result(pr, 1, [0.5, 0.6], [1, 1]), 1);
  assert.equal(result(pr, 1, [0.5, 0.6], [0, 0]), NaN);
  const two = [0.1, 3, 0.4, 2, 0.35, 1, 0.8, 0], y = [0, 0, 0, 0, 1, 1, 1, 1];
  assert.equal(result(auc({ multiLabel: true }), 2, two, y), (0.75 + 0) / 2);
  assert.equal(result(auc({ multiLabel: true, labelWeights: [3, 1] }), 2, two, y), 0.75 * 3 / 4);
});

test('areas where the largest outputs weigh nothing, or too little to be seen in the sum', () => {
  for (const least of [0, 2 ** -60]) {
    for (const [curve, area] of [['PR', 1], ['ROC', 1]] as const) {
      const state = auc({ curve }).start(1, meanSquaredError);
      state.update(Float32Array.of(0.9, 0.5, 0.1), Float32Array.of(1, 1, 0), 3, Float32Array.of(least, 1, 1));
      assert.equal(state.result(), area, `${curve} ${least}`);
    }
  }
  const state = auc({ curve: 'PR' }).start(1, meanSquaredError);
  state.update(Float32Array.of(0.9, 0.5, 0.1), Float32Array.of(1, 0, 1), 3, Float32Array.of(1, 2, 3));
  assert.equal(state.result(), (1 + 3 * (4 / 6)) / 4);
});

test('a label of no weight needs no area; without any weight there is none, nor a score', () => {
  const a = [0.1, 1, 0.4, 2, 0.8, 3], y = [0, 1, 0, 1, 1, 1];
  assert.equal(result(auc({ multiLabel: true }), 2, a, y), NaN);
  assert.equal(result(auc({ multiLabel: true, labelWeights: [1, 0] }), 2, a, y), 1);
  for (const metric of [auc(), auc({ curve: 'PR' }), r2Score()]) {
    const state = metric.start(1, meanSquaredError);
    state.update(Float32Array.of(0.1, 0.8), Float32Array.of(0, 1), 2, new Float32Array(2));
    assert.equal(state.result(), NaN, metric.name);
  }
});

test('rows weigh in areas of each label, in counts and in R², which go on from their numbers', () => {
  const a = Float32Array.of(0.9, 1, 0.5, 2, 0.1, 3), y = Float32Array.of(0, 1, 1, 0, 0, 1);
  const weights = Float32Array.of(1, 2, 4), r2 = r2Score({ classAggregation: 'varianceWeightedAverage' });
  for (const [metric, wanted] of [
    [auc({ multiLabel: true }), (4 / 5 + 4 / 5) / 2],
    [auc({ curve: 'PR', multiLabel: true }), (2 / 3 + (4 + 5 / 7) / 5) / 2],
    [precision(), 5 / 8], [trueNegatives(), 4], [truePositives({ topK: 1 }), 5],
    [r2, 1 - (0.81 + 2 * 0.25 + 4 * 0.01 + 2 * 4 + 4 * 4) / (2 * 10 / 7)],
  ] as const) {
    const state = metric.start(2, meanSquaredError);
    state.update(a, y, 3, weights);
    const again = metric.start(2, meanSquaredError);
    again.update(a, y, 3);
    again.restore?.(state.numbers?.() ?? []);
    for (const each of [state, again]) {
      assert.ok(Math.abs(each.result() - wanted) < 1e-6, `${metric.name}: ${each.result()} for ${wanted}`);
    }
    for (const each of [state, again]) each.update(a, y, 2);
    assert.deepEqual(again.numbers?.(), state.numbers?.());
  }
});

test('thresholds are rounded as outputs are; R² of an output that is NaN is NaN where targets are alike too', () => {
  assert.equal(result(truePositives({ threshold: 0.3 }), 1, [0.3, 0.301], [1, 1]), 1);
  assert.equal(result(truePositives({ targetThreshold: 0.3 }), 1, [1, 1], [0.3, 0.301]), 1);
  assert.equal(result(r2Score(), 1, [NaN, 2], [2, 2]), NaN);
  const state = r2Score().start(1, meanSquaredError);
  state.update(Float32Array.of(9, 1, 2), Float32Array.of(8, 1, 2), 3, Float32Array.of(0, 1, 1));
  assert.equal(state.result(), 1);
});

test('a list of thresholds is copied', () => {
  const threshold = [0.25, 0.5], metric = recall({ threshold });
  threshold[0] = NaN;
  assert.deepEqual(metric.parts?.(1).map(({ name }) => name), ['recall_0.25', 'recall_0.5']);
});

test('weights that come later count for what follows', () => {
  const state = auc().start(1, meanSquaredError), y = Float32Array.of(0, 0, 1, 1);
  state.update(Float32Array.of(0.1, 0.4, 0.35, 0.8), y, 4);
  state.update(Float32Array.of(0.2), Float32Array.of(1), 1, Float32Array.of(2));
  const again = auc().start(1, meanSquaredError);
  again.restore?.(state.numbers?.() ?? []);
  for (const each of [state, again]) assert.equal(each.result(), (1 + 2 + 2 * 1) / (2 * 4));
});

test('r2Score: targets that are all alike, an adjusted score, and no difference of large sums', () => {
  assert.equal(result(r2Score(), 1, [2, 2], [2, 2]), 1);
  assert.equal(result(r2Score(), 1, [2, 3], [2, 2]), 0);
  assert.equal(result(r2Score({ classAggregation: 'varianceWeightedAverage' }), 2, [2, 2, 2, 3], [2, 2, 2, 2]), 0.5);
  assert.equal(result(r2Score(), 1, [1, 2, 3, 5], [1, 2, 3, 4]), 1 - 1 / 5);
  assert.equal(result(r2Score({ numRegressors: 1 }), 1, [1, 2, 3, 5], [1, 2, 3, 4]), 1 - (1 - 0.8) * 3 / 2);
  assert.equal(result(r2Score({ numRegressors: 3 }), 1, [1, 2, 3, 5], [1, 2, 3, 4]), 1 - 1 / 5);
  const far = 2 ** 23; // squares would need 46 bits, and their sum more than binary64 has beside the spread
  assert.equal(result(r2Score(), 1, [far, far + 2, far + 3, far + 3], [far, far + 1, far + 2, far + 3]), 1 - 2 / 5);
  assert.equal(r2Score().start(1, meanSquaredError).result(), NaN);
});

checkRefusals('options that do not fit are refused by name', [
  [() => recall({ threshold: [] }), RangeError, /^recall: threshold must have a number, got an empty list$/],
  [() => recall({ threshold: [0.5, NaN] }), RangeError, /^recall: threshold\[1\] must be a finite number, got NaN$/],
  [() => recall({ average: 'mean' as never }), RangeError, /^recall: average must be one of 'micro', 'macro', 'weigh/],
  [
    () => recall({ average: null, classId: 1 }), TypeError,
    /^recall: average must be absent where classId is given, got null$/,
  ],
  [() => precision({ topK: 0 }), RangeError, /^precision: topK must be a positive integer, got 0$/],
  [() => precision({ classId: -1 }), RangeError, /^precision: classId /],
  [() => precision({ classId: 3 }).start(3, meanSquaredError), RangeError, /^precision: classId .* got 3$/],
  [
    () => precision({ topK: 3 }).start(3, meanSquaredError), RangeError,
    /^precision: topK must be less than the 3 outputs, of which else all are the largest, got 3$/,
  ],
  [
    () => precision({ threshold: null }).start(1, meanSquaredError), RangeError,
    /1 outputs, .* got 1 by threshold null$/,
  ],
  [
    () => recall({ average: null }).start(2, meanSquaredError), TypeError,
    /^recall: threshold and average must be single/,
  ],
  [() => truePositives({ average: 'macro' } as never), TypeError, /^truePositives: unknown option 'average'/],
  [() => fBeta({ beta: 0 }), RangeError, /^fBeta: beta must be a finite number above 0, got 0$/],
  [() => fBeta(null as never), TypeError, /^fBeta: options must be a plain object, got null$/],
  [() => f1Score({ beta: 2 } as never), TypeError, /^f1Score: unknown option 'beta'/],
  [() => auc({ curve: 'roc' as never }), RangeError, /^auc: curve must be one of 'ROC', 'PR'/],
  [
    () => auc({ labelWeights: [1] }), TypeError,
    /^auc: multiLabel must be true where labelWeights are given, got false$/,
  ],
  [() => auc({ multiLabel: true, labelWeights: [1, NaN] }), RangeError, /^auc: labelWeights\[1\] must be .* got NaN$/],
  [() => auc({ multiLabel: true, labelWeights: [1, -1] }), RangeError, /^auc: labelWeights\[1\] must be .* got -1$/],
  [() => auc({ multiLabel: true, labelWeights: [0, 0] }), RangeError, /^auc: labelWeights must have a number above 0/],
  [
    () => auc({ multiLabel: true, labelWeights: [1] }).start(2, meanSquaredError), RangeError,
    /^auc: labelWeights must be 2, one an output, got 1$/,
  ],
  [() => r2Score({ classAggregation: 'mean' as never }), RangeError, /^r2Score: classAggregation must be one of/],
  [() => r2Score({ numRegressors: -1 }), RangeError, /^r2Score: numRegressors /],
  [
    () => r2Score({ classAggregation: null }).start(2, meanSquaredError), TypeError,
    /^r2Score: classAggregation must not/,
  ],
]);
