/**
 * Metrics that are shares of examples.
 * @module
 */

import { typeError } from '../core/errors.ts';
import type { FloatArray } from '../kernels/index.ts';
import type { Loss } from '../losses/index.ts';
import type { Metric, MetricState } from './metric.ts';
import { runningMean } from './runningMean.ts';

/** Whether row `row` is right. */
export type Right = (prediction: FloatArray, targets: FloatArray, row: number, outputs: number) => boolean;

/** The share of examples, or of their weights, that are right; NaN of none. */
export function shareOf(isRight: Right, outputs: number): MetricState {
  const { add, count } = runningMean();
  return {
    ...count,
    update(prediction, targets, batch, weights) {
      for (let row = 0; row < batch; row++) {
        const weight = weights === undefined ? 1 : weights[row];
        add(Number(isRight(prediction, targets, row, outputs)), weight);
      }
    },
  };
}

/** A metric that is a share of examples by their largest outputs, for targets of one kind. */
export function shareMetric(name: string, target: Loss['target'], isRight: Right): Metric {
  return {
    name,
    better: 'higher',
    start(outputs, loss) {
      expectTarget(name, target, loss);
      return shareOf(isRight, outputs);
    },
  };
}

/** Throws TypeError unless the loss has targets of that kind. */
export function expectTarget(name: string, target: Loss['target'], loss: Loss): void {
  const [wanted, got] = target === 'label' ? ['labels', 'vectors'] : ['vectors', 'labels'];
  if (loss.target !== target) {
    throw typeError(`${name}: targets must be ${wanted}, got loss ${loss.name}, whose targets are ${got}`);
  }
}
