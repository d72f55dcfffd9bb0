import type { MetricState } from './metric.ts';

/** A mean of values by their weights, added in binary64; NaN of none. */
export interface RunningMean {
  add(value: number, weight: number): void;
  /** What of a metric's count is not its own. */
  readonly count: Required<Omit<MetricState, 'update'>>;
}

/** See {@link RunningMean}. */
export function runningMean(): RunningMean {
  let total = 0, seen = 0;
  return {
    add(value, weight) {
      total += weight * value;
      seen += weight;
    },
    count: {
      result: () => total / seen,
      reset() {
        total = seen = 0;
      },
      numbers: () => [total, seen],
      restore(numbers) {
        [total, seen] = numbers;
      },
    },
  };
}
