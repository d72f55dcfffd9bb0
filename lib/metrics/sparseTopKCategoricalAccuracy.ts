import type { Metric } from './metric.ts';
import { topKMetric, type TopKOptions } from './topK.ts';

/**
 * The share of examples whose label's output is among the k largest; equals of the k-th count too.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range. Where it is
 * used, throws TypeError for a loss whose targets are of another kind.
 *
 * Formula: share of a_y among the k largest
 * Default: k 5
 * Source: Keras 2.2.4.
 */
export function sparseTopKCategoricalAccuracy(options: TopKOptions = {}): Metric {
  return topKMetric('sparseTopKCategoricalAccuracy', 'label', options, (targets, row) => targets[row]);
}
