import type { ThresholdOptions } from './decision.ts';
import { decisionMetric, ratio } from './elements.ts';
import type { Metric } from './metric.ts';

/**
 * Of the outputs above the threshold, the share whose target is 1; 0 where there are none. All outputs count alike,
 * labels as one-hot vectors.
 *
 * Where yes begins the loss says, see {@link ThresholdOptions}; a target above ½ (for hinge losses: above 0) counts as
 * 1. NaN once an output is NaN.
 *
 * Formula: TP/(TP + FP)
 * Default: threshold as the loss has it, 0 or 0.5, targetThreshold likewise
 * Source: Keras 3 (Precision).
 */
export function precision(options: ThresholdOptions = {}): Metric {
  return decisionMetric('precision', options, ({ truePositives, falsePositives }) =>
    ratio(truePositives, truePositives + falsePositives));
}
