/**
 * Metrics that look at each output by itself.
 * @module
 */
import { expectFloat32Number, expectKnownOptions } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import type { Metric, MetricOptions } from './metric.ts';
import { expectName } from './name.ts';

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
export function elementMetric(name: string, start: () => ElementCount): Metric {
  return {
    name,
    start(outputs, { target }) {
      const count = start();
      return {
        update(prediction, targets, batch) {
          for (let i = 0; i < batch * outputs; i++) {
            count.add(prediction[i], target === 'vector' ? targets[i] : Number(i % outputs === targets[Math.floor(i / outputs)]));
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

export interface ThresholdOptions extends MetricOptions {
  /** Above it an output says yes. Default 0.5. */
  readonly threshold?: number;
}

/** The options, checked, of a metric of that kind. */
export function expectThreshold(kind: string, options: ThresholdOptions): { readonly threshold: number; readonly name: string } {
  expectKnownOptions(kind, options, ['threshold', 'name']);
  const { threshold = 0.5, name = kind } = options;
  expectFloat32Number(kind, 'threshold', threshold);
  expectName(kind, name);
  return { threshold: Math.fround(threshold), name }; // outputs are binary32: 0.3 is not above 0.3
}

/** How often yes was said rightly and wrongly, and no wrongly. A target other than 0 means yes. */
export interface Decisions {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
}

/** A metric of such counts. */
export function decisionMetric(kind: string, options: ThresholdOptions, result: (decisions: Decisions) => number): Metric {
  const { threshold, name } = expectThreshold(kind, options);
  return madeBy(`metrics/${kind}`, { threshold, name }, elementMetric(name, () => {
    let truePositives = 0, falsePositives = 0, falseNegatives = 0;
    return {
      add(a, y) {
        if (a > threshold) {
          if (y !== 0) truePositives++;
          else falsePositives++;
        } else if (y !== 0) falseNegatives++;
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
