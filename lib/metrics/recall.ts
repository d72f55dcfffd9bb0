import { decisionMetric, ratio, type ThresholdOptions } from './elements.ts';
import type { Metric } from './metric.ts';

/**
 * Of the outputs whose target is 1, the share above the threshold; 0 where there are none. All outputs count alike, labels as one-hot vectors.
 *
 * Formula: TP/(TP + FN)
 * Default: threshold 0.5
 * Source: Keras 3 (Recall).
 */
export function recall(options: ThresholdOptions = {}): Metric {
  return decisionMetric('recall', options, ({ truePositives, falseNegatives }) => ratio(truePositives, truePositives + falseNegatives));
}
