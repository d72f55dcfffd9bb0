/**
 * Metrics that look at each output by itself.
 * @module
 */

import type { Loss } from '../losses/index.ts';
import type { Metric } from './metric.ts';

/** A count over single outputs. */
export interface ElementCount {
  /** Takes in an output and its target. */
  add(a: number, y: number): void;
  result(): number;
  reset(): void;
  /** What has been counted, and the way to put it back. */
  numbers(): readonly number[];
  restore(numbers: readonly number[]): void;
}

/** A metric of all outputs of all examples alike. Where targets are labels, they count as one-hot vectors. */
export function elementMetric(
  name: string, better: NonNullable<Metric['better']>, start: (loss: Loss) => ElementCount,
): Metric {
  return {
    name,
    better,
    start(outputs, loss) {
      const { target } = loss, count = start(loss);
      return {
        update(prediction, targets, batch) {
          for (let i = 0; i < batch * outputs; i++) {
            count.add(
              prediction[i],
              target === 'vector' ? targets[i] : Number(i % outputs === targets[Math.floor(i / outputs)]),
            );
          }
        },
        result: () => count.result(),
        reset: () => count.reset(),
        numbers: () => count.numbers(),
        restore: (numbers) => count.restore(numbers),
      };
    },
  };
}
