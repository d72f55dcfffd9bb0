/**
 * Metrics that look at each output by itself.
 * @module
 */

import { madeBy } from '../core/madeBy.ts';
import type { Loss } from '../losses/index.ts';
import { expectThresholds, outputThreshold, targetThreshold, type ThresholdOptions } from './decision.ts';
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

/** How often yes was said rightly and wrongly, and no wrongly; NaN once an output is NaN, which says neither. */
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
      add(a, y) {
        if (a > threshold) {
          if (y > yes) truePositives++;
          else falsePositives++;
        } else if (y > yes) falseNegatives++;
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
