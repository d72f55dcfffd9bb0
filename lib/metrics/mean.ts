import { elementMetric } from './elements.ts';
import type { Metric } from './metric.ts';

/** The mean of an error's term over all outputs of all examples, each with the weight of its row. */
export function meanMetric(name: string, term: (a: number, y: number) => number): Metric {
  return elementMetric(name, 'lower', () => {
    let total = 0, seen = 0;
    return {
      add(a, y, weight) {
        total += weight * term(a, y);
        seen += weight;
      },
      result: () => total / seen,
      reset() {
        total = seen = 0;
      },
      numbers: () => [total, seen],
      restore(numbers) {
        [total, seen] = numbers;
      },
    };
  });
}
