/**
 * Metrics that look at each output by itself.
 * @module
 */

import type { Loss } from '../losses/index.ts';
import type { Metric, MetricState } from './metric.ts';

/** A count over single outputs. */
export interface ElementCount {
  /** Takes in an output, its target, and its row's weight. One that does without the last is for no weights. */
  add(a: number, y: number, weight: number): void;
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
      const update: MetricState['update'] = (prediction, targets, batch, weights) => {
        for (let i = 0; i < batch * outputs; i++) {
          const row = Math.floor(i / outputs);
          const y = target === 'vector' ? targets[i] : Number(i % outputs === targets[row]);
          count.add(prediction[i], y, weights === undefined ? 1 : weights[row]);
        }
      };
      return {
        update: count.add.length < 3 ? (prediction, targets, batch) => update(prediction, targets, batch) : update,
        result: () => count.result(),
        reset: () => count.reset(),
        numbers: () => count.numbers(),
        restore: (numbers) => count.restore(numbers),
      };
    },
  };
}
