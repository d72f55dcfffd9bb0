import { argmax, isLargest } from './argmax.ts';
import type { Metric } from './metric.ts';
import { shareMetric, type Right } from './share.ts';

/** Whether output and target are largest at the same place. */
export const isCategoricallyRight: Right = (prediction, targets, row, outputs) =>
  isLargest(prediction, row * outputs, outputs, argmax(targets, row * outputs, outputs));

/**
 * The share of examples whose largest output, the first of equals, stands where the largest target does. An example
 * with an output that is NaN is never right.
 *
 * Formula: share of argmax a = argmax y
 * Source: Keras 2.2.4.
 */
export const categoricalAccuracy: Metric = shareMetric('categoricalAccuracy', 'vector', isCategoricallyRight);
