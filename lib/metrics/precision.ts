import { decisionMetric, ratio, type ThresholdOptions } from './elements.ts';
import type { Metric } from './metric.ts';

/**
 * Of the outputs above the threshold, the share whose target is 1; 0 where there are none. All outputs count alike, labels as one-hot vectors.
 *
 * Formula: TP/(TP + FP)
 * Default: threshold 0.5
 * Source: Keras 3 (Precision).
 */
export function precision(options: ThresholdOptions = {}): Metric {
  return decisionMetric('precision', options, ({ truePositives, falsePositives }) => ratio(truePositives, truePositives + falsePositives));
}
