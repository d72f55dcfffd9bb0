import type { ThresholdOptions } from './decision.ts';
import { decisionMetric, ratio } from './elements.ts';
import type { Metric } from './metric.ts';

/**
 * The harmonic mean of precision and recall; 0 where there is nothing to count. All outputs count alike
 * (the "micro" average), labels as one-hot vectors.
 *
 * Where yes begins the loss says, see {@link ThresholdOptions}; a target above ½ (for hinge losses: above 0) counts as
 * 1. NaN once an output is NaN.
 *
 * Formula: 2·TP/(2·TP + FP + FN)
 * Default: threshold as the loss has it, 0 or 0.5, targetThreshold likewise
 * Source: Keras 3 (F1Score with average 'micro' and a threshold).
 */
export function f1Score(options: ThresholdOptions = {}): Metric {
  return decisionMetric('f1Score', options, ({ truePositives, falsePositives, falseNegatives }) =>
    ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives));
}
