import { isLargest } from './argmax.ts';
import type { Metric } from './metric.ts';
import { shareMetric, type Right } from './share.ts';

/** Whether the largest output is the label's. */
export const isSparselyRight: Right = (prediction, targets, row, outputs) =>
  isLargest(prediction, row * outputs, outputs, targets[row]);

/**
 * The share of examples whose largest output, the first of equals, is the label's. An example with an output that is
 * NaN is never right.
 *
 * Formula: share of argmax a = y
 * Source: Keras 2.2.4.
 */
export const sparseCategoricalAccuracy: Metric = shareMetric('sparseCategoricalAccuracy', 'label', isSparselyRight);
