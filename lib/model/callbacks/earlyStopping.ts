/**
 * An end to training that no longer helps.
 * @module
 */

import {
  ShapeError, expectBoolean, expectInteger, expectKnownOptions, expectNumber, isFloat32Array,
} from '../../core/errors.ts';
import { numberOf } from '../callbackStates.ts';
import type { CallbackState, Logs } from '../logs.ts';
import { Callback, type Model } from '../model.ts';
import type { History } from '../history.ts';
import { Monitor, type MonitorOptions } from './monitor.ts';

/** What {@link earlyStopping} takes. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** An improvement must be larger than this; at least 0. Default 0. */
  readonly minDelta?: number;
  /** Epochs without improvement after which training stops. Default 0, which does the same as 1. */
  readonly patience?: number;
  /** What must be improved on at first. Default nothing. */
  readonly baseline?: number;
  /**
   * Whether the weights of the best epoch are put back when training ends, however it does but by an error or a signal.
   * 'whenStopped': only where this callback has stopped it, as in Keras 2. Default false.
   */
  readonly restoreBestWeights?: boolean | 'whenStopped';
  /** Epochs before this one, counted from 0, are not looked at. Default 0. */
  readonly startFromEpoch?: number;
}

/**
 * Stops training when a number has not improved for `patience` epochs.
 *
 * An epoch is the best if its number is better than the best so far by more than `minDelta`; with a baseline it counts
 * as an improvement only if it is so much better than that too. Training stops as soon as `patience` epochs in a row
 * were none, but at one that is not the best, and never at epoch 0. So patience 0 and 1 both stop at the first epoch
 * without improvement. The first epoch that is looked at counts as the best until there is one, be its number NaN.
 */
export class EarlyStopping extends Callback {
  readonly monitor: Monitor;
  readonly minDelta: number;
  readonly patience: number;
  readonly baseline: number | undefined;
  readonly restoreBestWeights: boolean | 'whenStopped';
  readonly startFromEpoch: number;
  override readonly name = 'earlyStopping';
  /** The best number so far, or what anything is better than. */
  best: number = NaN;
  /** Epochs without improvement in a row. */
  wait = 0;
  /** The epoch at whose end it stopped training. */
  stoppedEpoch: number | undefined;
  /** θ and the state of the best epoch. */
  #bestWeights: Readonly<Record<'theta' | 'state', Float32Array>> | undefined;
  #doValidation = false;

  constructor(options: EarlyStoppingOptions = {}) {
    const who = 'earlyStopping';
    expectKnownOptions(
      who, options, ['monitor', 'mode', 'minDelta', 'patience', 'baseline', 'restoreBestWeights', 'startFromEpoch'],
    );
    const { minDelta = 0, patience = 0, baseline, restoreBestWeights = false, startFromEpoch = 0 } = options;
    expectNumber(who, 'minDelta', minDelta, 0);
    expectInteger(who, 'patience', patience);
    if (baseline !== undefined) expectNumber(who, 'baseline', baseline);
    if (restoreBestWeights !== 'whenStopped') expectBoolean(who, 'restoreBestWeights', restoreBestWeights);
    expectInteger(who, 'startFromEpoch', startFromEpoch);
    super();
    this.monitor = new Monitor(who, options);
    this.minDelta = minDelta;
    this.patience = patience;
    this.baseline = baseline;
    this.restoreBestWeights = restoreBestWeights;
    this.startFromEpoch = startFromEpoch;
  }

  override onTrainBegin({ measures }: Model, { doValidation }: History['params']): void {
    this.monitor.begin(measures);
    this.best = this.monitor.worst;
    this.wait = 0;
    this.stoppedEpoch = undefined;
    this.#bestWeights = undefined;
    this.#doValidation = doValidation;
  }

  override onEpochEnd(epoch: number, logs: Logs, model: Model): void {
    const current = this.monitor.read(logs, this.#doValidation), { baseline, minDelta } = this;
    if (current === undefined || epoch < this.startFromEpoch) return;
    const isBest = this.monitor.isBetter(current, this.best, minDelta);
    if (this.restoreBestWeights !== false && (isBest || this.#bestWeights === undefined)) {
      this.#bestWeights = { theta: model.theta.slice(), state: model.state.slice() };
    }
    this.wait++;
    if (isBest) {
      this.best = current;
      if (baseline === undefined || this.monitor.isBetter(current, baseline, minDelta)) this.wait = 0;
    } else if (this.wait >= this.patience && epoch > 0) {
      this.stoppedEpoch = epoch;
      model.stopTraining = true;
    }
  }

  override onTrainEnd({ theta, state }: Model, { reason }: History): void {
    const isDue = this.restoreBestWeights === 'whenStopped' ? this.stoppedEpoch !== undefined
      : reason !== 'aborted' && reason !== 'running';
    if (this.#bestWeights === undefined || !isDue) return;
    theta.set(this.#bestWeights.theta);
    state.set(this.#bestWeights.state);
  }

  override getState(): CallbackState {
    return { best: this.best, wait: this.wait, ...this.#bestWeights };
  }

  override setState(state: CallbackState, model: Model): void {
    const { theta, state: beside } = state, wait = numberOf('earlyStopping', state, 'wait');
    expectInteger('earlyStopping', 'wait', wait);
    this.best = numberOf('earlyStopping', state, 'best');
    this.wait = wait;
    if (!isFloat32Array(theta) || !isFloat32Array(beside)) return;
    if (theta.length !== model.theta.length || beside.length !== model.state.length) {
      const wanted = `${model.theta.length} parameters and ${model.state.length} numbers beside them`;
      throw new ShapeError(
        `earlyStopping: the best weights must be ${wanted}, got ${theta.length} and ${beside.length}`);
    }
    this.#bestWeights = { theta, state: beside };
  }
}

/**
 * A callback that stops training when a number no longer improves. Throws RangeError or TypeError for options that do
 * not fit.
 *
 * Does: stops training when a number has not improved by more than `minDelta` for `patience` epochs
 * Default: monitor 'val_loss', mode 'auto', minDelta 0, patience 0 (the same as 1), restoreBestWeights false,
 *          startFromEpoch 0
 * Source: Keras 2.2.4 (EarlyStopping); startFromEpoch is of Keras 3.
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): EarlyStopping {
  return new EarlyStopping(options);
}
