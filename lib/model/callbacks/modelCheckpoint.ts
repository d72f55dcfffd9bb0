/**
 * The best weights, kept as training goes on.
 * @module
 */

import {
  expectBoolean, expectFunction, expectInteger, expectKnownOptions, rangeError, show, typeError,
} from '../../core/errors.ts';
import { numberOf } from '../callbackStates.ts';
import type { CallbackState, Logs } from '../logs.ts';
import { Callback, type Model } from '../model.ts';
import type { History } from '../history.ts';
import { Filepath } from './filepath.ts';
import { Monitor, type MonitorOptions } from './monitor.ts';

/**
 * Saves a model somehow, in or at the end of an epoch, counted from 0; `path` is what `filepath` has become. It is
 * awaited.
 */
export type Save = (model: Model, epoch: number, logs: Logs, path: string) => void | Promise<void>;

/** What {@link modelCheckpoint} takes. */
export interface ModelCheckpointOptions extends MonitorOptions {
  /** What to do: `save(model)` of `bitgrad/formats` gives all that training goes on from. */
  readonly save: Save;
  /**
   * The name that `save` is given, with fields for numbers: `{epoch}` and, where `saveFreq` is a number, `{batch}`,
   * both counted from 1 as in Keras, and what is in the logs. `{epoch:02d}` writes at least 2 digits,
   * `{val_loss:.2f}` 2 decimal places, `{loss}` the number as it is. Default 'epoch{epoch}'.
   */
  readonly filepath?: string;
  /**
   * Whether to save only where the number is better than ever before. Default false; `monitor` matters only if true.
   */
  readonly saveBestOnly?: boolean;
  /**
   * 'epoch': at the end of epochs. A number n: after every n-th batch, counted on through epochs; logs are then those
   * of the batch, where Keras has means over the epoch so far. Default 'epoch'.
   */
  readonly saveFreq?: 'epoch' | number;
  /** Save at every period-th epoch; those between are not looked at. Default 1. */
  readonly period?: number;
}

/**
 * Saves the model every `period` epochs or every `saveFreq` batches, or those of them that are the best so far. The
 * best, and the count of epochs or batches, outlast a `fit`, as in Keras.
 */
export class ModelCheckpoint extends Callback {
  readonly monitor: Monitor;
  readonly save: Save;
  readonly saveBestOnly: boolean;
  readonly saveFreq: 'epoch' | number;
  readonly period: number;
  override readonly name = 'modelCheckpoint';
  /** NaN before it is known which way is better. */
  best: number;
  readonly #filepath: Filepath;
  /** Epochs since one was looked at. */
  #since = 0;
  /** Batches before this `fit`, and before the one after it. */
  #before = 0;
  #next = 0;
  #epoch = 0;
  #doValidation = false;

  constructor(options: ModelCheckpointOptions) {
    const who = 'modelCheckpoint';
    expectKnownOptions(who, options, ['monitor', 'mode', 'save', 'filepath', 'saveBestOnly', 'saveFreq', 'period']);
    const { save, filepath = 'epoch{epoch}', saveBestOnly = false, saveFreq = 'epoch', period = 1 } = options;
    expectFunction(who, 'save', save);
    expectBoolean(who, 'saveBestOnly', saveBestOnly);
    if (typeof saveFreq === 'number') expectInteger(who, 'saveFreq', saveFreq, 1);
    else if (saveFreq !== 'epoch') {
      throw typeError(`${who}: saveFreq must be 'epoch' or a positive integer, got ${show(saveFreq)}`);
    }
    expectInteger(who, 'period', period, 1);
    if (saveFreq !== 'epoch' && period !== 1) {
      throw rangeError(`${who}: period must be 1 where saveFreq counts batches, got ${period}`);
    }
    super();
    this.monitor = new Monitor(who, options);
    this.save = save;
    this.#filepath = new Filepath(who, filepath, saveFreq === 'epoch' ? ['epoch'] : ['epoch', 'batch']);
    this.saveBestOnly = saveBestOnly;
    this.saveFreq = saveFreq;
    this.period = period;
    this.best = this.monitor.worst;
    if (saveFreq === 'epoch') return;
    this.onEpochBegin = (epoch) => { this.#epoch = epoch; };
    this.onBatchEnd = async (batch, logs, model) => {
      this.#next = this.#before + (model.history?.iterations ?? 0);
      if (this.#next % saveFreq === 0) await this.#look(model, logs, { epoch: this.#epoch + 1, batch: batch + 1 });
    };
  }

  override onTrainBegin({ measures }: Model, { doValidation }: History['params']): void {
    const inEpochs = this.saveFreq === 'epoch';
    if (this.saveBestOnly) this.monitor.begin(measures);
    if (Number.isNaN(this.best)) this.best = this.monitor.worst;
    this.#filepath.begin(measures, doValidation && inEpochs);
    this.#doValidation = doValidation;
    this.#before = this.#next;
  }

  override async onEpochEnd(epoch: number, logs: Logs, model: Model): Promise<void> {
    if (this.saveFreq !== 'epoch' || ++this.#since < this.period) return;
    this.#since = 0;
    await this.#look(model, logs, { epoch: epoch + 1 });
  }

  /** Saves unless only the best is to be saved, and this is none. */
  async #look(model: Model, logs: Logs, counts: { readonly epoch: number; readonly batch?: number }): Promise<void> {
    if (this.saveBestOnly) {
      const current = this.monitor.read(logs, this.#doValidation);
      if (current === undefined || !this.monitor.isBetter(current, this.best)) return;
      this.best = current;
    }
    await this.save(model, counts.epoch - 1, logs, this.#filepath.fill(logs, counts));
  }

  override getState(): CallbackState {
    return { best: this.best, since: this.#since, before: this.#before };
  }

  override setState(state: CallbackState): void {
    const [best, since, before] = ['best', 'since', 'before'].map((name) => numberOf('modelCheckpoint', state, name));
    expectInteger('modelCheckpoint', 'since', since);
    expectInteger('modelCheckpoint', 'before', before);
    this.best = best;
    this.#since = since;
    this.#before = this.#next = before;
  }
}

/**
 * A callback that saves the model through a function given to it. Throws RangeError or TypeError for options that do
 * not fit.
 *
 *     const save = (model, epoch, logs, path) => saveFile(path, model); // of bitgrad/node
 *     modelCheckpoint({ filepath: 'run/epoch{epoch:02d}-{val_loss:.2f}.bitgrad', save })
 *
 * Does: calls `save` after every period-th epoch or every saveFreq-th batch, or where that is the best so far
 * Default: save must be given, filepath 'epoch{epoch}', monitor 'val_loss', mode 'auto', saveBestOnly false,
 *          saveFreq 'epoch', period 1
 * Source: Keras 3 (ModelCheckpoint), which saves itself; period is of Keras 2.2.4.
 */
export function modelCheckpoint(options: ModelCheckpointOptions): ModelCheckpoint {
  return new ModelCheckpoint(options);
}
