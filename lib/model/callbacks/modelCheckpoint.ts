/**
 * The best weights, kept as training goes on.
 * @module
 */

import { expectBoolean, expectInteger, expectKnownOptions, show, typeError } from '../../core/errors.ts';
import type { Logs } from '../logs.ts';
import { Callback, type Model } from '../model.ts';
import type { History } from '../history.ts';
import { Monitor, type MonitorOptions } from './monitor.ts';

/** Saves a model somehow, at the end of an epoch, counted from 0 (Keras' file names count from 1). It is awaited. */
export type Save = (model: Model, epoch: number, logs: Logs) => void | Promise<void>;

export interface ModelCheckpointOptions extends MonitorOptions {
  /** What to do: `getWeights()` and `steps` are all that a model has learned. */
  readonly save: Save;
  /**
   * Whether to save only where the number is better than ever before. Default false; `monitor` matters only if true.
   */
  readonly saveBestOnly?: boolean;
  /** Save at every period-th epoch; those between are not looked at. Default 1. */
  readonly period?: number;
}

/**
 * Saves the model every `period` epochs, or those of them that are the best so far. The best, and the count of epochs,
 * outlast a `fit`, as in Keras.
 */
export class ModelCheckpoint extends Callback {
  readonly monitor: Monitor;
  readonly save: Save;
  readonly saveBestOnly: boolean;
  readonly period: number;
  /** NaN before it is known which way is better. */
  best: number;
  #since = 0;
  #doValidation = false;

  constructor(options: ModelCheckpointOptions) {
    expectKnownOptions('modelCheckpoint', options, ['monitor', 'mode', 'save', 'saveBestOnly', 'period']);
    const { save, saveBestOnly = false, period = 1 } = options;
    if (typeof save !== 'function') throw typeError(`modelCheckpoint: save must be a function, got ${show(save)}`);
    expectBoolean('modelCheckpoint', 'saveBestOnly', saveBestOnly);
    expectInteger('modelCheckpoint', 'period', period, 1);
    super();
    this.monitor = new Monitor('modelCheckpoint', options);
    this.save = save;
    this.saveBestOnly = saveBestOnly;
    this.period = period;
    this.best = this.monitor.worst;
  }

  override onTrainBegin({ measures }: Model, { doValidation }: History['params']): void {
    if (this.saveBestOnly) this.monitor.begin(measures);
    if (Number.isNaN(this.best)) this.best = this.monitor.worst;
    this.#doValidation = doValidation;
  }

  override async onEpochEnd(epoch: number, logs: Logs, model: Model): Promise<void> {
    this.#since++;
    if (this.#since < this.period) return;
    this.#since = 0;
    if (this.saveBestOnly) {
      const current = this.monitor.read(logs, this.#doValidation);
      if (current === undefined || !this.monitor.isBetter(current, this.best)) return;
      this.best = current;
    }
    await this.save(model, epoch, logs);
  }
}

/**
 * A callback that saves the model through a function given to it. Throws RangeError or TypeError for options that do
 * not fit.
 *
 * Does: calls `save` after every period-th epoch, or where that is the best so far
 * Default: save must be given, monitor 'val_loss', mode 'auto', saveBestOnly false, period 1
 * Source: Keras 2.2.4 (ModelCheckpoint), there with a file name.
 */
export function modelCheckpoint(options: ModelCheckpointOptions): ModelCheckpoint {
  return new ModelCheckpoint(options);
}
