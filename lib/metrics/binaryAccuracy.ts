import { madeBy } from '../core/madeBy.ts';
import { elementMetric, expectThreshold, type ThresholdOptions } from './elements.ts';
import type { Metric } from './metric.ts';

/**
 * The share of outputs for which "above the threshold" equals the target, 0 or 1. Labels count as one-hot vectors.
 *
 * Formula: share of (a > threshold) = y
 * Default: threshold 0.5
 * Source: Keras 3; Keras 2.2.4 rounds a, which for a = 0.5 is the same.
 */
export function binaryAccuracy(options: ThresholdOptions = {}): Metric {
  const { threshold, name } = expectThreshold('binaryAccuracy', options);
  return madeBy('metrics/binaryAccuracy', { threshold, name }, elementMetric(name, () => {
    let right = 0, seen = 0;
    return {
      add(a, y) {
        if (Number(a > threshold) === y) right++;
        seen++;
      },
      result: () => right / seen,
      reset() {
        right = seen = 0;
      },
      numbers: () => [right, seen],
      restore(numbers) {
        [right, seen] = numbers;
      },
    };
  }));
}
