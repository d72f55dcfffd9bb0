/**
 * Metrics that look at each output by itself.
 * @module
 */

import { madeBy } from '../core/madeBy.ts';
import type { Loss } from '../losses/index.ts';
import { expectThresholds, outputThreshold, targetThreshold, type ThresholdOptions } from './decision.ts';
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

/** How often, by weight, yes was said rightly and wrongly, and no wrongly; NaN once an output is NaN, which is none. */
export interface Decisions {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
}

/** A metric of such counts. */
export function decisionMetric(
  kind: string, options: ThresholdOptions, result: (decisions: Decisions) => number,
): Metric {
  const given = expectThresholds(kind, options), { name } = given;
  return madeBy(`metrics/${kind}`, given, elementMetric(name, 'higher', (loss) => {
    const threshold = given.threshold ?? outputThreshold(name, loss);
    const yes = given.targetThreshold ?? targetThreshold(loss);
    let truePositives = 0, falsePositives = 0, falseNegatives = 0;
    return {
      add(a, y, weight) {
        if (a > threshold) {
          if (y > yes) truePositives += weight;
          else falsePositives += weight;
        } else if (y > yes) falseNegatives += weight;
        if (Number.isNaN(a)) truePositives = NaN;
      },
      result: () => result({ truePositives, falsePositives, falseNegatives }),
      reset() {
        truePositives = falsePositives = falseNegatives = 0;
      },
      numbers: () => [truePositives, falsePositives, falseNegatives],
      restore(numbers) {
        [truePositives, falsePositives, falseNegatives] = numbers;
      },
    };
  }));
}

/** a / b, and 0 of nothing, as Keras has it. */
export const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b);
