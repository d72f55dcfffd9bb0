import { averagedMetric, type AverageOptions } from './decisions.ts';
import { fScore } from './fBeta.ts';
import type { Metric } from './metric.ts';

/**
 * The harmonic mean of precision and recall; 0 where there is nothing to count: {@link fBeta} of beta 1.
 *
 * Where yes begins the loss says, see {@link AverageOptions}; a target above ½ (for hinge losses: above 0) counts
 * as 1. NaN once an output is NaN.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range. Where it is
 * used, throws TypeError for a loss whose outputs can only be compared, unless options say which outputs mean yes.
 *
 * Formula: 2·TP/(2·TP + FP + FN)
 * Default: threshold as the loss has it, 0 or 0.5, targetThreshold likewise, average 'micro'
 * Source: Keras 3 (F1Score, whose default of average is None, of threshold null).
 */
export function f1Score(options: AverageOptions = {}): Metric {
  return averagedMetric({ kind: 'f1Score', better: 'higher', score: fScore(1) }, options);
}
