import { madeBy } from '../core/madeBy.ts';
import { expectThresholds, isRightBy, outputThreshold, type ThresholdOptions } from './decision.ts';
import { meanMetric } from './mean.ts';
import type { Metric } from './metric.ts';

/**
 * The share of outputs for which "above the threshold" equals the target, 0 or 1 (−1 or 1 for hinge losses). Labels
 * count as one-hot vectors.
 *
 * As in Keras, a target between them, such as 0.9, is never met; with `targetThreshold` one above it means yes, any
 * other no. Unlike in Keras, the loss says where yes begins if `threshold` does not: at 0 for hinge losses and for
 * binary cross-entropy of logits. An output that is NaN is never right.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range. Where it is
 * used, throws TypeError for a loss whose outputs can only be compared, unless options say which outputs mean yes.
 *
 * Formula: share of (a > threshold) = y, or of (a > threshold) = (y > targetThreshold)
 * Default: threshold as the loss has it, 0 or 0.5, targetThreshold none
 * Source: Keras 3; Keras 2.2.4 rounds a, which for a = 0.5 is the same.
 */
export function binaryAccuracy(options: ThresholdOptions = {}): Metric {
  const given = expectThresholds('binaryAccuracy', options), { name, targetThreshold: yes } = given;
  return madeBy('metrics/binaryAccuracy', given, meanMetric(name, 'higher', (loss) => {
    const threshold = given.threshold ?? outputThreshold(name, loss), isExactlyRight = isRightBy(loss, threshold);
    const isRight = yes === undefined ? isExactlyRight
      : (a: number, y: number): boolean => (a > threshold ? y > yes : a <= threshold && y <= yes);
    return (a, y) => Number(isRight(a, y));
  }));
}
