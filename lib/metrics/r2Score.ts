/**
 * How much of the spread of targets the outputs explain.
 * @module
 */

import { expectInteger, expectKnownOptions, expectOneOf, typeError } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import type { Loss } from '../losses/index.ts';
import type { Metric, MetricOptions, MetricState } from './metric.ts';
import { expectName } from './name.ts';

/** What {@link r2Score} takes. */
export interface R2ScoreOptions extends MetricOptions {
  /**
   * The mean of the outputs' scores, plain or by the spread of their targets; null makes a number of each, such as
   * `r2Score_0`. Default 'uniformAverage'.
   */
  readonly classAggregation?: 'uniformAverage' | 'varianceWeightedAverage' | null;
  /** Number p of inputs by which the score is adjusted. Default 0: not at all. */
  readonly numRegressors?: number;
}

/** What is kept of each output: the mean of its targets, Σ w(y − mean)², Σ w(y − a)². */
const KEPT = 3;

/**
 * The coefficient of determination of each output, averaged: 1 is perfect, 0 what the targets' mean would reach. Where
 * all targets are alike, 1 where the outputs are them too, else 0. Adjusted, with `numRegressors` p, over n rows:
 * 1 − (1 − R²)(n − 1)/(n − p − 1); of p + 1 rows or fewer it is not adjusted. NaN where no row has weight.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: 1 − Σ (y − a)²/Σ (y − mean y)²
 * Default: classAggregation 'uniformAverage', numRegressors 0
 * Source: scikit-learn (r2_score); Keras 3 (R2Score), which gives 0 or NaN where all targets are alike.
 */
export function r2Score(options: R2ScoreOptions = {}): Metric {
  expectKnownOptions('r2Score', options, ['classAggregation', 'numRegressors', 'name']);
  const { classAggregation = 'uniformAverage', numRegressors = 0, name = 'r2Score' } = options;
  if (classAggregation !== null) {
    expectOneOf('r2Score', 'classAggregation', classAggregation, ['uniformAverage', 'varianceWeightedAverage']);
  }
  expectInteger('r2Score', 'numRegressors', numRegressors);
  expectName('r2Score', name);
  const isByVariance = classAggregation === 'varianceWeightedAverage';
  const of = (first: number, width: number | undefined, own: string): Metric => ({
    name: own, better: 'higher',
    start: (outputs, loss) => countOf(outputs, first, width ?? outputs, loss, isByVariance, numRegressors),
  });
  return madeBy('metrics/r2Score', { classAggregation, numRegressors, name }, classAggregation !== null
    ? of(0, undefined, name)
    : {
      name, better: 'higher',
      parts: (outputs) => Array.from({ length: outputs }, (_, j) => of(j, 1, `${name}_${j}`)),
      start() {
        throw typeError(`${name}: classAggregation must not be null to start a count, got a metric of several parts`);
      },
    });
}

/** Of outputs first, first + 1, … */
function countOf(
  outputs: number, first: number, width: number, { target }: Loss, isByVariance: boolean, numRegressors: number,
): MetricState {
  const kept = new Float64Array(KEPT * width);
  let rows = 0, weightOfAll = 0;
  return {
    update(prediction, targets, batch, weights) {
      for (let row = 0; row < batch; row++) {
        const weight = weights === undefined ? 1 : weights[row];
        rows++;
        if (weight === 0) continue;
        weightOfAll += weight;
        for (let j = 0, at = 0; j < width; j++, at += KEPT) {
          const i = row * outputs + first + j, isOwn = targets[row] === first + j;
          const y = target === 'vector' ? targets[i] : Number(isOwn), before = y - kept[at];
          const error = y - prediction[i];
          kept[at] += weight * before / weightOfAll; // Welford 1962: no difference of large sums
          kept[at + 1] += weight * before * (y - kept[at]);
          kept[at + 2] += weight * error * error;
        }
      }
    },
    result() {
      if (weightOfAll === 0) return NaN;
      let total = 0, weight = 0;
      const isConstant = isByVariance && kept.every((value, i) => i % KEPT !== 1 || value === 0);
      for (let at = 0; at < kept.length; at += KEPT) {
        const spread = kept[at + 1], error = kept[at + 2], own = isByVariance && !isConstant ? spread : 1;
        total += own * (spread !== 0 ? 1 - error / spread : Number.isNaN(error) ? NaN : Number(error === 0));
        weight += own;
      }
      const score = total / weight, freedom = rows - numRegressors - 1;
      return numRegressors === 0 || freedom <= 0 ? score : 1 - (1 - score) * (rows - 1) / freedom;
    },
    reset() {
      kept.fill(0);
      rows = weightOfAll = 0;
    },
    numbers: () => [rows, weightOfAll, ...kept],
    restore([count, weight, ...numbers]) {
      rows = count;
      weightOfAll = weight;
      kept.set(numbers);
    },
  };
}
