import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  halfSquaredError, meanSquaredError, sparseCategoricalCrossentropy, type Loss,
} from '../../lib/losses/index.ts';
import {
  accuracy, argmax, auc, binaryAccuracy, categoricalAccuracy, confusionMatrix, f1Score, metrics, precision, recall,
  sparseCategoricalAccuracy, sparseTopKCategoricalAccuracy, toMetric, topKCategoricalAccuracy, type Metric,
  type MetricName, type MetricState,
} from '../../lib/metrics/index.ts';
import { lossFamily } from '../../lib/losses/named.ts';
import { metricFamily } from '../../lib/metrics/named.ts';
import { ShapeError } from '../../lib/core/errors.ts';
import { assertClose } from '../helpers/close.ts';
import { checkRefusals } from '../helpers/refusals.ts';

/** Of those that stand on runningMean.ts weights are tested elsewhere. */
const takesWeights: ReadonlySet<string> = new Set([
  'auc', 'binaryCrossentropy', 'categoricalCrossentropy', 'cosineSimilarity', 'f1Score', 'fBeta', 'falseNegatives',
  'falsePositives', 'hinge', 'huber', 'logCosh', 'precision', 'r2Score', 'recall', 'sparseCategoricalCrossentropy',
  'trueNegatives', 'truePositives',
]);

test('argmax is the position of the largest in its part of an array, the first of equals', () => {
  assert.equal(argmax(Float32Array.of(1, 3, 2), 0, 3), 1);
  assert.equal(argmax(Float32Array.of(2, 5, 5, 5), 0, 4), 1);
  assert.equal(argmax(Float32Array.of(0, -0, 0), 0, 3), 0);
  assert.equal(argmax(Float32Array.of(9, 1, 2, 3, 9), 1, 3), 2);
  assert.equal(argmax(Float64Array.of(-Infinity, -5), 0, 2), 1);
});

function measure(outputs: number, loss: Loss, prediction: readonly number[], targets: readonly number[]): number {
  const state = accuracy.start(outputs, loss);
  state.update(Float32Array.from(prediction), Float32Array.from(targets), prediction.length / outputs);
  return state.result();
}

test('with labels, an example is right where the first of the largest outputs is the label', () => {
  const prediction = [0.1, 0.7, 0.2, 0.4, 0.4, 0.2, 0.4, 0.4, 0.2, 0, 0, 1];
  assert.equal(measure(3, sparseCategoricalCrossentropy(), prediction, [1, 0, 1, 0]), 2 / 4);
  assert.equal(measure(2, sparseCategoricalCrossentropy(), [0.5, 0.5], [0]), 1);
});

test('with vectors, it is right where outputs and targets are largest at the same place', () => {
  assert.equal(measure(3, meanSquaredError, [0.1, 0.7, 0.2, 5, 4, 3, 0, 0, 0], [0, 1, 0, 0, 1, 0, 1, 0, 0]), 2 / 3);
});

test('with one output, it is right where "above ½" equals the target', () => {
  assert.equal(measure(1, halfSquaredError, [0.5, 0.6, 0.4, 0.9, 7], [0, 1, 0, 0, 1]), 4 / 5);
  assert.equal(measure(1, halfSquaredError, [0.51, 0.2], [0.51, 0]), 1 / 2);
});

test('a count goes over all that was taken in since its start, and reads only the rows of the batch', () => {
  const state = accuracy.start(2, sparseCategoricalCrossentropy()), prediction = Float32Array.of(0, 1, 1, 0, 1, 0);
  state.update(prediction, Float32Array.of(1, 1, 0), 3);
  state.update(prediction, Float32Array.of(1, 1, 0), 1);
  assert.equal(state.result(), 3 / 4);
  state.reset();
  state.update(prediction, Float32Array.of(0), 1);
  assert.equal(state.result(), 0);
  assert.equal(accuracy.start(2, sparseCategoricalCrossentropy()).result(), NaN);
});

interface Vectors {
  readonly classes: number;
  readonly split: number;
  readonly scores: readonly number[];
  readonly apartScores: readonly number[];
  readonly weights: readonly number[];
  readonly targets: Readonly<Record<string, readonly number[]>>;
  readonly cases: readonly {
    readonly name: MetricName; readonly options: Readonly<Record<string, unknown>>; readonly targets: string;
    readonly result: number | readonly number[]; readonly weighted: number | readonly number[];
  }[];
}

const vectors = JSON.parse(readFileSync(new URL('../vectors/metrics.json', import.meta.url), 'utf8')) as Vectors;

function made(name: string, options: Readonly<Record<string, unknown>>): Metric {
  return metricFamily.make(name, options) ?? toMetric('test', 'metric', lossFamily.make(name, options));
}

/** Itself, or the metrics of one number that it is made of. */
function partsOf(metric: Metric, outputs: number): readonly Metric[] {
  return metric.parts?.(outputs).flatMap((part) => partsOf(part, outputs)) ?? [metric];
}

for (const { name, options, targets: kind, result, weighted } of vectors.cases) {
  const { classes, split, scores, apartScores, weights } = vectors, width = kind === 'labels' ? 1 : classes;
  const targets = vectors.targets[kind], outputs = kind === 'apartYes' ? apartScores : scores;
  const take = (state: MetricState, first: number, last: number, isWeighted: boolean): void =>
    state.update(
      Float32Array.from(outputs.slice(first * classes, last * classes)),
      Float32Array.from(targets.slice(first * width, last * width)), last - first,
      ...(isWeighted ? [Float32Array.from(weights.slice(first, last))] : []),
    );
  const start = (): MetricState[] => partsOf(made(name, options), classes).map((part) =>
    part.start(classes, kind === 'labels' ? sparseCategoricalCrossentropy() : meanSquaredError));

  test(`${name} ${JSON.stringify(options)} of two batches together is that of Keras, and of one after a reset`, () => {
    const states = start();
    for (const state of states) {
      take(state, 3, 8, false);
      state.reset();
      take(state, 0, split, false);
      take(state, split, scores.length / classes, false);
    }
    assertClose(states.map((state) => state.result()), [result].flat(), 3e-7);
    if (!/positives|negatives/i.test(name)) assert.ok([result].flat().some((number) => number !== Math.round(number)));
  });

  if (!takesWeights.has(name)) continue;
  test(`${name} ${JSON.stringify(options)}: rows by their weights; a count goes on from the numbers of another`, () => {
    const states = start(), others = start();
    states.forEach((state, i) => {
      take(state, 0, split, true);
      take(others[i], 2, 5, true);
      others[i].restore?.(JSON.parse(JSON.stringify(state.numbers?.())) as number[]);
      for (const count of [state, others[i]]) take(count, split, scores.length / classes, true);
    });
    assertClose(states.map((state) => state.result()), [weighted].flat(), 3e-7);
    assert.deepEqual(others.map((other) => other.result()), states.map((state) => state.result()));
  });
}

test('every metric but accuracy has known answers', () => {
  assert.deepEqual(
    Object.keys(metrics).filter((name) => name !== 'accuracy' && !vectors.cases.some((c) => c.name === name)), [],
  );
});

test('where labels are targets, metrics of single outputs take them as one-hot vectors', () => {
  const prediction = Float32Array.of(0.9, 0.6, 0.1, 0.2, 0.7, 0.8), labels = Float32Array.of(1, 1);
  const oneHot = Float32Array.of(0, 1, 0, 0, 1, 0);
  for (const name of [
    'binaryAccuracy', 'precision', 'recall', 'f1Score', 'auc', 'meanSquaredError', 'meanAbsoluteError',
  ] as const) {
    const [ofLabels, ofVectors] = [
      made(name, {}).start(3, sparseCategoricalCrossentropy()), made(name, {}).start(3, meanSquaredError),
    ];
    ofLabels.update(prediction, labels, 2);
    ofVectors.update(prediction, oneHot, 2);
    assert.equal(ofLabels.result(), ofVectors.result(), name);
  }
});

test('auc by hand: equals count half, and there is none where all targets are alike', () => {
  const area = (a: readonly number[], y: readonly number[]): number => {
    const state = auc().start(1, meanSquaredError);
    state.update(Float32Array.from(a), Float32Array.from(y), a.length);
    return state.result();
  };
  assert.equal(area([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), 0.75);
  assert.equal(area([0.5, 0.5, 0.5], [0, 1, 1]), 0.5);
  assert.equal(area([3, 2, 1], [0, 0, 1]), 0);
  assert.equal(area([3, 2], [1, 1]), NaN);
  assert.equal(area([NaN, 2, 1], [1, 1, 0]), NaN);
});

test('what is counted over nothing is 0 for precision, recall and F1, as in Keras', () => {
  for (const metric of [precision(), recall(), f1Score()]) {
    const state = metric.start(1, meanSquaredError);
    state.update(Float32Array.of(0.1, 0.2), Float32Array.of(0, 0), 2);
    assert.equal(state.result(), 0);
  }
});

test('top k: equals of the k-th count, and no output that is not finite', () => {
  const state = sparseTopKCategoricalAccuracy({ k: 2 }).start(4, sparseCategoricalCrossentropy());
  state.update(
    Float32Array.of(4, 3, 3, 1, 4, 3, 3, 1, Infinity, 1, 1, 1, NaN, 1, 1, 1), Float32Array.of(2, 3, 0, 0), 4,
  );
  assert.equal(state.result(), 1 / 4);
});

test('the confusion matrix counts label by row and largest output by column', () => {
  const prediction = Float32Array.of(0.1, 0.9, 0, 0.8, 0.1, 0.1, 0, 0.5, 0.5, 0.2, 0.2, 0.1);
  assert.deepEqual(confusionMatrix(prediction, [1, 2, 2, 0], 3), Uint32Array.of(1, 0, 0, 0, 1, 0, 1, 1, 0));
  assert.deepEqual(confusionMatrix([[0.5, 0.2], [0, 1]], [[1], [1]], 2), Uint32Array.of(0, 0, 1, 1));
});

test('one output an example says class 1 above one half, where there are two classes', () => {
  const counts = Uint32Array.of(2, 1, 1, 1);
  assert.deepEqual(confusionMatrix(Float32Array.of(0.5, 0.1, 0.6, 0.9, 0.2), [0, 0, 0, 1, 1], 2), counts);
  assert.deepEqual(confusionMatrix([0, 0, 1, 1, 0], Uint8Array.of(0, 0, 0, 1, 1), 2), counts); // classes by number
  assert.throws(() => confusionMatrix([0, NaN], [0, 1], 2), /^RangeError: .* prediction\[1\] .* got NaN$/);
});

test('argmax is that of all values by default', () => {
  assert.equal(argmax([0.1, 0.2, 0.7]), 2);
  assert.equal(argmax([9, 1, 2, 3], 1), 2);
});

test('words that no name stands for are refused with what to write', () => {
  const words = {
    auc_pr: "auc({ curve: 'PR' })", 'average-precision': "auc({ curve: 'PR' })", ROC_AUC: "'auc'",
    tp: "'truePositives'",
    val_loss: 'no metric for the loss', loss: 'no metric for the loss', top_k: 'topKCategoricalAccuracy({ k: 5 })',
    log_loss: "'binaryCrossentropy'", confusion_matrix: 'confusionMatrix(model.predict(x), y, classes)',
    balanced_accuracy: "recall({ average: 'macro', threshold: null })",
  };
  for (const [word, advice] of Object.entries(words)) {
    assert.throws(() => toMetric('compile', 'metrics[0]', word), ({ message }: Error) =>
      message.includes(`got '${word}'; write ${advice}`), word);
  }
  assert.equal(toMetric('compile', 'metrics[0]', 'R2').name, 'r2Score');
});

checkRefusals('options and targets are refused by name', [
  [
    () => confusionMatrix(Float32Array.of(1, 2, 3), [0, 1], 2), ShapeError,
    /^confusionMatrix: prediction must hold 2 × 2 outputs, or 2, got 3$/,
  ],
  [
    () => confusionMatrix(undefined as never, [1], 2), TypeError,
    /^confusionMatrix: prediction must be numbers, in a typed array or in arrays, got undefined$/,
  ],
  [
    () => confusionMatrix(Float32Array.of(1, 2), null as never, 2), TypeError,
    /^confusionMatrix: labels must be numbers, in a typed array or in arrays, got null$/,
  ],
  [
    () => confusionMatrix(Float32Array.of(1, 2), [2], 2), RangeError,
    /^confusionMatrix: labels\[0\] must be a whole number from 0 to 1, got 2$/,
  ],
  [() => confusionMatrix(Float32Array.of(1, 2), [1], 1), RangeError, /^confusionMatrix: classes /],
  [() => precision({ threshold: NaN }), RangeError, /^precision: threshold must be a finite number, got NaN$/],
  [
    () => recall({ thresholds: 1 } as never), TypeError,
    /^recall: unknown option 'thresholds'; it takes threshold, topK, classId, targetThreshold, name, average; did you /,
  ],
  [() => f1Score({ name: '' }), TypeError, /^f1Score: name must be a string, got ''$/],
  [() => binaryAccuracy({ threshold: '1' as never }), TypeError, /^binaryAccuracy: threshold /],
  [
    () => topKCategoricalAccuracy({ k: 0 }), RangeError,
    /^topKCategoricalAccuracy: k must be a positive integer, got 0$/,
  ],
  [
    () => sparseTopKCategoricalAccuracy({ K: 1 } as never), TypeError,
    /^sparseTopKCategoricalAccuracy: unknown option 'K'/,
  ],
  [() => categoricalAccuracy.start(3, sparseCategoricalCrossentropy()), TypeError,
    /^categoricalAccuracy: targets must be vectors, got loss sparseCategoricalCrossentropy, whose targets are labels$/],
  [
    () => sparseCategoricalAccuracy.start(3, meanSquaredError), TypeError,
    /^sparseCategoricalAccuracy: targets must be labels, got loss meanSquaredError, whose targets are vectors$/,
  ],
  [
    () => topKCategoricalAccuracy().start(3, sparseCategoricalCrossentropy()), TypeError,
    /^topKCategoricalAccuracy: targets must be vectors/,
  ],
]);

test('each name in the list names itself, and a metric object is taken as it is', () => {
  for (const name of Object.keys(metrics)) assert.equal(toMetric('test', 'metrics[0]', name).name, name);
  assert.equal(toMetric('test', 'metrics[0]', 'accuracy'), accuracy);
  assert.equal(precision({ threshold: 0.9, name: 'precisionAt90' }).name, 'precisionAt90');
  const own = { name: 'own', start: accuracy.start };
  assert.equal(toMetric('test', 'metrics[0]', own), own);
});

checkRefusals('what is no metric is refused', [
  [() => toMetric('compile', 'metrics[0]', 'acuracy'), TypeError,
    /^compile: metrics\[0\] must be one of 'accuracy', .* or a Metric, got 'acuracy'; did you mean 'accuracy'\?$/],
  [() => toMetric('compile', 'metrics[0]', { start: 3 }), TypeError, /got an object/],
  [() => toMetric('compile', 'metrics[0]', undefined), TypeError, /got undefined$/],
]);
