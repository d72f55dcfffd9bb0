import type { Loss } from '../losses/index.ts';
import type { Metric } from './metric.ts';
import { runningMean } from './runningMean.ts';

/** A term of one output and its target. */
type Term = (a: number, y: number) => number;

/**
 * The mean of a term over all outputs of all examples, each with the weight of its row. Where targets are labels, they
 * count as one-hot vectors.
 */
export function meanMetric(
  name: string, better: NonNullable<Metric['better']>, termOf: (loss: Loss) => Term,
): Metric {
  return {
    name, better,
    start(outputs, loss) {
      const isLabel = loss.target === 'label', term = termOf(loss), { add, count } = runningMean();
      return {
        ...count,
        update(prediction, targets, batch, weights) {
          for (let i = 0; i < batch * outputs; i++) {
            const row = Math.floor(i / outputs), y = isLabel ? Number(i % outputs === targets[row]) : targets[i];
            add(term(prediction[i], y), weights === undefined ? 1 : weights[row]);
          }
        },
      };
    },
  };
}
