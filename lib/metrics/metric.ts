/**
 * The contract of metrics.
 * @module
 */
import type { FloatArray } from '../kernels/index.ts';
import type { Loss } from '../losses/index.ts';

/** One running count of a metric, over a batch or an epoch: exact for all examples seen, not a mean of batch means. */
export interface MetricState {
  /** Takes in the first `batch` rows. */
  update(prediction: FloatArray, targets: FloatArray, batch: number): void;
  /** The metric of all that was taken in since the start. */
  result(): number;
  reset(): void;
}

export interface Metric {
  readonly name: string;
  /** A fresh count, for a network with so many outputs, trained with that loss. */
  start(outputs: number, loss: Loss): MetricState;
}
