import { decisionMetric, ratio, type ThresholdOptions } from './elements.ts';
import type { Metric } from './metric.ts';

/**
 * The harmonic mean of precision and recall; 0 where there is nothing to count. All outputs count alike (the "micro" average), labels as one-hot vectors.
 *
 * Formula: 2·TP/(2·TP + FP + FN)
 * Default: threshold 0.5
 * Source: Keras 3 (F1Score with average 'micro' and a threshold).
 */
export function f1Score(options: ThresholdOptions = {}): Metric {
  return decisionMetric('f1Score', options, ({ truePositives, falsePositives, falseNegatives }) =>
    ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives));
}
