/**
 * An end to training that no longer helps.
 * @module
 */

import { expectBoolean, expectInteger, expectKnownOptions, expectNumber } from '../../core/errors.ts';
import type { Logs } from '../logs.ts';
import { Callback, type Model } from '../model.ts';
import type { History } from '../history.ts';
import { Monitor, type MonitorOptions } from './monitor.ts';

export interface EarlyStoppingOptions extends MonitorOptions {
  /** An improvement must be larger than this; at least 0. Default 0. */
  readonly minDelta?: number;
  /** Epochs without improvement after which training stops. Default 0, which does the same as 1. */
  readonly patience?: number;
  /** What must be improved on at first. Default nothing. */
  readonly baseline?: number;
  /** Whether the weights of the best epoch are put back when this callback stops training. Default false. */
  readonly restoreBestWeights?: boolean;
  /** Epochs before this one, counted from 0, are not looked at. Default 0. */
  readonly startFromEpoch?: number;
}

/**
 * Stops training when a number has not improved for `patience` epochs.
 *
 * An epoch improves if it is better than the best so far (at first the baseline, if there is one) by more than
 * `minDelta`; else it counts, and training stops as soon as `patience` have counted in a row. So patience 0 and 1 both
 * stop at the first epoch without improvement, as in Keras. As in Keras before version 3, weights are put back only
 * where this callback stops training, not where the epochs run out. Mended: a baseline that is never reached makes
 * Keras 2.2 fail where weights are to be put back; here they are those of the best epoch.
 */
export class EarlyStopping extends Callback {
  readonly monitor: Monitor;
  readonly minDelta: number;
  readonly patience: number;
  readonly baseline: number | undefined;
  readonly restoreBestWeights: boolean;
  readonly startFromEpoch: number;
  /**
   * The best number that counted as an improvement; the baseline, or what anything is better than, before there is one.
   */
  best: number = NaN;
  /** Epochs without improvement in a row. */
  wait = 0;
  /** The epoch at whose end it stopped training. */
  stoppedEpoch: number | undefined;
  #bestSeen: number = NaN;
  #bestWeights: Float32Array[] | undefined;
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
    expectBoolean(who, 'restoreBestWeights', restoreBestWeights);
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
    this.best = this.baseline ?? this.monitor.worst;
    this.wait = 0;
    this.stoppedEpoch = undefined;
    this.#bestSeen = this.monitor.worst;
    this.#bestWeights = undefined;
    this.#doValidation = doValidation;
  }

  override onEpochEnd(epoch: number, logs: Logs, model: Model): void {
    const current = this.monitor.read(logs, this.#doValidation);
    if (current === undefined || epoch < this.startFromEpoch) return;
    const improves = this.monitor.isBetter(current, this.best, this.minDelta);
    const isUnderBaseline = this.best === this.baseline && this.monitor.isBetter(current, this.#bestSeen);
    if (improves || isUnderBaseline) {
      this.#bestSeen = current;
      if (this.restoreBestWeights) this.#bestWeights = model.getWeights();
    }
    if (improves) {
      this.best = current;
      this.wait = 0;
      return;
    }
    this.wait++;
    if (this.wait < this.patience) return;
    this.stoppedEpoch = epoch;
    model.stopTraining = true;
    if (this.#bestWeights !== undefined) model.setWeights(this.#bestWeights);
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
