import { averagedMetric, ratio, type AverageOptions } from './decisions.ts';
import type { Metric } from './metric.ts';

/**
 * Of the outputs that say yes, the share whose target is 1; 0 where there are none. All outputs count alike, labels as
 * one-hot vectors, unless `average`, `classId` or `topK` say otherwise.
 *
 * Where yes begins the loss says, see {@link AverageOptions}; a target above ½ (for hinge losses: above 0) counts
 * as 1. NaN once an output is NaN.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range. Where it is
 * used, throws TypeError for a loss whose outputs can only be compared, unless options say which outputs mean yes.
 *
 * Formula: TP/(TP + FP)
 * Default: threshold as the loss has it, 0 or 0.5, targetThreshold likewise, average 'micro'
 * Source: Keras 3 (Precision); averages as in scikit-learn.
 */
export function precision(options: AverageOptions = {}): Metric {
  return averagedMetric({ kind: 'precision', better: 'higher', score: (tp, fp) => ratio(tp, tp + fp) }, options);
}
