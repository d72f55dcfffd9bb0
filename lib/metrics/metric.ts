/**
 * The contract of metrics.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';
import type { Loss } from '../losses/index.ts';

/** One running count of a metric, over a batch or an epoch: exact for all examples seen, not a mean of batch means. */
export interface MetricState {
  /**
   * Takes in the first `batch` rows, each with its weight where there are any. `weightedMetrics` refuse one that does
   * without the fourth parameter.
   */
  update(prediction: FloatArray, targets: FloatArray, batch: number, weights?: FloatArray): void;
  /** The metric of all that was taken in since the start. */
  result(): number;
  /** Begins anew. */
  reset(): void;
  /** What has been counted, as numbers; with `restore`, a checkpoint within an epoch needs it. */
  numbers?(): readonly number[];
  /** Puts back what `numbers` gave. */
  restore?(numbers: readonly number[]): void;
}

/** A metric: a number that is counted over all examples. One of your own is an object with `name` and `start`. */
export interface Metric {
  /** What logs and histories call it. */
  readonly name: string;
  /** Which way is better: what callbacks with mode 'auto' go by, and refuse to guess. Default: not said. */
  readonly better?: 'higher' | 'lower';
  /** The loss that it is the mean of, where it is that of one: what files describe. */
  readonly loss?: Loss;
  /** The metrics that it is made of, for so many outputs, where it gives several numbers. It has no count then. */
  parts?(outputs: number): readonly Metric[];
  /**
   * A fresh count, for a network with so many outputs, trained with that loss. Throws TypeError where the loss's
   * targets are of the wrong kind.
   */
  start(outputs: number, loss: Loss): MetricState;
}

/** Options of every metric that has any. */
export interface MetricOptions {
  /** Name in logs and histories; by default what kind of metric it is. */
  readonly name?: string;
}
