/**
 * The contract of callbacks.
 * @module
 */

import type { Indices } from '../kernels/index.ts';
import type { Examples } from '../plan/index.ts';
import type { History } from './history.ts';
import type { Sequential } from './sequential.ts';

/** What is known so far, by name: `loss`, metrics, `val_…`. A callback may add to an epoch's. */
export type Logs = Record<string, number>;

/**
 * Hooks into `fit`. Subclass it, or give an object with the methods wanted; each may return a promise, which is awaited.
 *
 * Epochs and batches count from 0, batches anew in each epoch. Setting `model.stopTraining` ends training after the batch.
 */
export abstract class Callback {
  /** Before all, once for each `fit`. `examples` are the caller's; the first `params.samples` of them train. */
  onTrainBegin?(model: Sequential, params: History['params'], examples: Examples): void | Promise<void>;
  /** After all, however training ended. */
  onTrainEnd?(model: Sequential, history: History): void | Promise<void>;
  /**
   * `order` lists the epoch's examples as its batches take them, in turn; undefined where they come as they stand. It
   * is a copy.
   */
  onEpochBegin?(epoch: number, model: Sequential, order: Indices | undefined): void | Promise<void>;
  /** `logs` goes into the History as the callbacks leave it. */
  onEpochEnd?(epoch: number, logs: Logs, model: Sequential): void | Promise<void>;
  /**
   * After each step, before `onBatchEnd`, with the batch's mean loss and its number of examples. For those who watch every step at the least cost: no promise
   * is awaited, and no metrics of the batch are counted for it.
   */
  onStep?(batch: number, loss: number, size: number, model: Sequential): void;
  onBatchBegin?(batch: number, model: Sequential): void | Promise<void>;
  /** `logs` holds loss and metrics of this batch, from before its update, and `size`, its number of examples. */
  onBatchEnd?(batch: number, logs: Logs, model: Sequential): void | Promise<void>;
  /** Told of what broke training off. Where one returns true, it counts as a stop: `fit` resolves instead of rejecting with it. */
  onError?(error: unknown, model: Sequential): boolean | Promise<boolean>;
}
