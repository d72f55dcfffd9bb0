/**
 * Metrics of how often outputs say yes and no, rightly and wrongly.
 * @module
 */

import {
  expectArray, expectFloat32Number, expectInteger, expectKnownOptions, expectOneOf, rangeError, show, typeError,
} from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import type { Loss } from '../losses/index.ts';
import { outputThreshold, targetThreshold } from './decision.ts';
import { markLargest } from './largest.ts';
import type { Metric, MetricOptions, MetricState } from './metric.ts';
import { expectName } from './name.ts';

/** What metrics that count decisions take, such as {@link truePositives}. */
export interface DecisionOptions extends MetricOptions {
  /**
   * Above it an output says yes. Default 0 for hinge losses and binary cross-entropy of logits, else 0.5. Null: none,
   * the largest output of a row says yes, the first of equals. A list makes a number of each, such as `recall_0.25`.
   */
  readonly threshold?: number | null | readonly number[];
  /**
   * Only so many of the largest outputs of a row may say yes, the first of equals; without a threshold they all do.
   * Default: as many as like.
   */
  readonly topK?: number;
  /** The only output that counts. Default all of them. */
  readonly classId?: number;
  /** Above it a target means yes. Default 0 for hinge losses, else 0.5. */
  readonly targetThreshold?: number;
}

/** What metrics of decisions that are averaged over outputs take: precision, recall and F-scores. */
export interface AverageOptions extends DecisionOptions {
  /**
   * 'micro' counts all outputs alike; 'macro' is the mean of the outputs' scores; 'weighted' is that mean, each score
   * times the number of its output's targets that mean yes. 'none' or null makes a number of each output, such as
   * `recall_0`. Default 'micro'.
   */
  readonly average?: 'micro' | 'macro' | 'weighted' | 'none' | null;
}

/** What is made of true positives, false positives, false negatives and true negatives. */
export type Score = (tp: number, fp: number, fn: number, tn: number) => number;

/** A metric of one kind. */
export interface Scored {
  readonly kind: string;
  readonly better: NonNullable<Metric['better']>;
  readonly score: Score;
}

/** How many counts a group of outputs has: of true positives, false positives, false negatives, true negatives. */
const COUNTS = 4;
const OPTIONS = ['threshold', 'topK', 'classId', 'targetThreshold', 'name'];

/** A metric that is one count, or a score of all outputs alike. */
export function countedMetric(scored: Scored, options: DecisionOptions): Metric {
  expectKnownOptions(scored.kind, options, OPTIONS);
  return decisionMetric(scored, options, {});
}

/** A metric that is a score, averaged over the outputs; `own` are options of its own, by name. */
export function averagedMetric(scored: Scored, options: AverageOptions, own: object = {}): Metric {
  expectKnownOptions(scored.kind, options, [...OPTIONS, 'average', ...Object.keys(own)]);
  return decisionMetric(scored, options, own);
}

/** Options, some of them perhaps left undefined. */
type Given = { readonly [name in keyof AverageOptions]: AverageOptions[name] | undefined };

function decisionMetric(scored: Scored, options: Given, own: object): Metric {
  const { kind, better } = scored, given = expectDecisions(kind, options), { name, average, threshold } = given;
  const split = (end: number, more: AverageOptions): Metric =>
    decisionMetric(scored, { ...given, ...more, name: `${name}_${end}` }, own);
  const parts = typeof threshold === 'object' && threshold !== null
    ? () => threshold.map((each) => split(each, { threshold: each }))
    : average === null
      ? (outputs: number) => Array.from({ length: outputs }, (_, j) => split(j, { average: 'micro', classId: j }))
      : undefined;
  const described = { ...given, ...(average === 'micro' && { average: undefined }), ...own };
  return madeBy(`metrics/${kind}`, described, {
    name, better, ...(parts && { parts }),
    start(outputs, loss) {
      if (parts === undefined) return countOf(scored, given, outputs, loss);
      throw typeError(`${name}: threshold and average must be single to start a count, got a metric of several parts`);
    },
  });
}

/** The options, checked, defaults filled in. */
function expectDecisions(kind: string, options: Given) {
  const { threshold, topK, classId, targetThreshold: yes, average: how = 'micro', name = kind } = options;
  if (typeof threshold === 'object' && threshold !== null) {
    expectArray(kind, 'threshold', threshold);
    if (threshold.length === 0) throw rangeError(`${kind}: threshold must have a number, got an empty list`);
    threshold.forEach((each, i) => expectFloat32Number(kind, `threshold[${i}]`, each));
  } else if (threshold !== undefined && threshold !== null) expectFloat32Number(kind, 'threshold', threshold);
  if (topK !== undefined) expectInteger(kind, 'topK', topK, 1);
  if (classId !== undefined) expectInteger(kind, 'classId', classId);
  if (yes !== undefined) expectFloat32Number(kind, 'targetThreshold', yes);
  if (how !== null) expectOneOf(kind, 'average', how, ['micro', 'macro', 'weighted', 'none']);
  const average = how === 'none' ? null : how;
  if (classId !== undefined && average !== 'micro') {
    throw typeError(`${kind}: average must be absent where classId is given, got ${show(average)}`);
  }
  expectName(kind, name);
  return {
    threshold: typeof threshold === 'number' ? Math.fround(threshold) : threshold && [...threshold],
    topK, classId, average, name,
    targetThreshold: yes === undefined ? undefined : Math.fround(yes),
  };
}

/** A count, of all outputs together or of each. NaN once an output that counts, or is compared with it, is NaN. */
function countOf(
  { score }: Scored, given: ReturnType<typeof expectDecisions>, outputs: number, loss: Loss,
): MetricState {
  const { name, average, classId } = given, isLabel = loss.target === 'label';
  const yes = given.targetThreshold ?? targetThreshold(loss);
  const topK = given.topK ?? (given.threshold === null ? 1 : undefined);
  const threshold = typeof given.threshold === 'number' ? given.threshold
    : topK === undefined ? outputThreshold(name, loss) : undefined;
  if (classId !== undefined) expectInteger(name, 'classId', classId, 0, outputs - 1);
  if (topK !== undefined && topK >= outputs) {
    throw rangeError(`${name}: topK must be less than the ${outputs} outputs, of which else all are the largest, `
      + `got ${topK}${given.topK === undefined ? ' by threshold null' : ''}`);
  }
  const first = classId ?? 0, end = classId === undefined ? outputs : classId + 1;
  const isEach = average !== 'micro', counts = new Float64Array(isEach ? COUNTS * outputs : COUNTS);
  const isAmong = new Uint8Array(outputs).fill(1);
  return {
    update(prediction, targets, batch, weights) {
      for (let row = 0; row < batch; row++) {
        const start = row * outputs, weight = weights === undefined ? 1 : weights[row];
        const hasLargest = topK === undefined || markLargest(prediction, start, outputs, topK, isAmong);
        for (let j = first; j < end; j++) {
          const a = prediction[start + j], y = isLabel ? Number(targets[row] === j) : targets[start + j];
          const isSaid = isAmong[j] === 1 && (threshold === undefined || a > threshold), isMeant = y > yes;
          const group = isEach ? COUNTS * j : 0;
          counts[group + (isSaid ? (isMeant ? 0 : 1) : isMeant ? 2 : 3)] += weight;
          if (Number.isNaN(a) || !hasLargest) counts.fill(NaN, group, group + COUNTS);
        }
      }
    },
    result: () => averageOf(counts, score, average === 'weighted'),
    reset: () => { counts.fill(0); },
    numbers: () => [...counts],
    restore(numbers) {
      counts.fill(0);
      counts.set(numbers);
    },
  };
}

/** The mean of the groups' scores, where it is weighted each by the number of its targets that mean yes. */
function averageOf(counts: Float64Array, score: Score, isWeighted: boolean): number {
  let total = 0, weights = 0;
  for (let i = 0; i < counts.length; i += COUNTS) {
    const [tp, fp, fn, tn] = counts.subarray(i, i + COUNTS), weight = isWeighted ? tp + fn : 1;
    total += weight * score(tp, fp, fn, tn);
    weights += weight;
  }
  return ratio(total, weights);
}

/** a / b, and 0 of nothing, as Keras has it. */
export const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b);
