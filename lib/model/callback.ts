/**
 * What is told of a training as it goes on.
 * @module
 */

import type { Indices } from '../kernels/index.ts';
import type { Examples } from '../plan/index.ts';
import type { History } from './history.ts';
import type { CallbackState, Logs } from './logs.ts';
import type { Model } from './model.ts';

/**
 * Hooks into `fit`, `evaluate` and `predict`. Subclass it, or give an object with the methods wanted; each may return a
 * promise, which is awaited in `fit` and where a source gives the batches, and refused where the call is synchronous.
 *
 * Epochs and batches count from 0, batches anew in each epoch. Setting `model.stopTraining` ends training after
 * the batch.
 */
export abstract class Callback {
  /** By which a state finds its callback. */
  declare readonly name?: string;
  /**
   * Before all, once for each `fit`. `examples` are the caller's; the first `params.samples` of them train. Of a source
   * it is 0, and `examples` are those of the batch at hand, filled in anew for each.
   */
  onTrainBegin?(model: Model, params: History['params'], examples: Examples): void | Promise<void>;
  /** After all, however training ended. */
  onTrainEnd?(model: Model, history: History): void | Promise<void>;
  /**
   * `order` lists the epoch's examples as its batches take them, in turn; undefined where they come as they stand. It
   * is a copy.
   */
  onEpochBegin?(epoch: number, model: Model, order: Indices | undefined): void | Promise<void>;
  /** `logs` goes into the History as the callbacks leave it. */
  onEpochEnd?(epoch: number, logs: Logs, model: Model): void | Promise<void>;
  /**
   * After each step, before `onBatchEnd`, with the batch's mean loss and its number of examples. For those who watch
   * every step at the least cost: no promise is awaited, and no metrics of the batch are counted for it.
   */
  onStep?(batch: number, loss: number, size: number, model: Model): void;
  /** Before each batch. */
  onBatchBegin?(batch: number, model: Model): void | Promise<void>;
  /** `logs` holds loss and metrics of this batch, from before its update, and `size`, its number of examples. */
  onBatchEnd?(batch: number, logs: Logs, model: Model): void | Promise<void>;
  /**
   * Told of what broke training off. Where one returns true, it counts as a stop: `fit` resolves instead of rejecting
   * with it.
   */
  onError?(error: unknown, model: Model): boolean | Promise<boolean>;
  /** Before `evaluate`, and before the validation of `fit`; so those that follow. */
  onTestBegin?(model: Model): void | Promise<void>;
  /** `logs` holds loss and metrics. */
  onTestEnd?(logs: Logs, model: Model): void | Promise<void>;
  /** Before each batch of `evaluate`. */
  onTestBatchBegin?(batch: number, model: Model): void | Promise<void>;
  /** `logs` holds loss and metrics of the batches so far, and `size`, the number of examples of this one. */
  onTestBatchEnd?(batch: number, logs: Logs, model: Model): void | Promise<void>;
  onPredictBegin?(model: Model): void | Promise<void>;
  onPredictEnd?(model: Model): void | Promise<void>;
  /** Before each batch of `predict`. */
  onPredictBatchBegin?(batch: number, model: Model): void | Promise<void>;
  /** `outputs` holds this batch's rows of each output, where `predict` will return them. */
  onPredictBatchEnd?(batch: number, outputs: readonly Float32Array[], model: Model): void | Promise<void>;
  /** What it has counted: checkpoints hold it. Arrays are not changed afterwards; `setState` belongs to it. */
  getState?(): CallbackState;
  /**
   * Given what it had counted, after `onTrainBegin`, where `fit` with `resume` goes on: of callbacks of one name the
   * first is given the state of the first.
   */
  setState?(state: CallbackState, model: Model): void;
}
