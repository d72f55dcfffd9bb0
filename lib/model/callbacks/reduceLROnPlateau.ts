/**
 * A smaller learning rate where training no longer helps.
 * @module
 */

import { expectInteger, expectKnownOptions, expectNumber, rangeError, show } from '../../core/errors.ts';
import { numberOf } from '../callbackStates.ts';
import type { CallbackState, Logs } from '../logs.ts';
import { Callback, type Model } from '../model.ts';
import type { History } from '../history.ts';
import { learningRateOf } from './learningRate.ts';
import { Monitor, type MonitorOptions } from './monitor.ts';

/** What {@link reduceLROnPlateau} takes. */
export interface ReduceLROnPlateauOptions extends MonitorOptions {
  /** What the rate is multiplied by, at least 0 and below 1. Default 0.1. */
  readonly factor?: number;
  /** Epochs without improvement after which the rate is reduced. Default 10; 0 does the same as 1. */
  readonly patience?: number;
  /** An improvement must be larger than this; at least 0. Default 10⁻⁴. */
  readonly minDelta?: number;
  /** Epochs after a reduction that are not counted, and one less than that: 1 does the same as 0. Default 0. */
  readonly cooldown?: number;
  /** The rate is never reduced below this. Default 0. */
  readonly minLr?: number;
}

/**
 * Reduces the learning rate when a number has not improved for `patience` epochs: lr ← max(lr·factor, minLr).
 *
 * Writes the rate of the epoch to its logs as `lr`, as it was before any reduction. Keras' two oddities are kept:
 * patience 0 is patience 1, and since the cooldown is counted down before it is looked at, a cooldown of n passes over
 * n − 1 epochs.
 */
export class ReduceLROnPlateau extends Callback {
  readonly monitor: Monitor;
  readonly factor: number;
  readonly patience: number;
  readonly minDelta: number;
  readonly cooldown: number;
  readonly minLr: number;
  override readonly name = 'reduceLROnPlateau';
  best: number = NaN;
  /** Epochs without improvement in a row. */
  wait = 0;
  #cooling = 0;
  #doValidation = false;

  constructor(options: ReduceLROnPlateauOptions = {}) {
    const who = 'reduceLROnPlateau';
    expectKnownOptions(who, options, ['monitor', 'mode', 'factor', 'patience', 'minDelta', 'cooldown', 'minLr']);
    const { factor = 0.1, patience = 10, minDelta = 1e-4, cooldown = 0, minLr = 0 } = options;
    expectNumber(who, 'factor', factor, 0);
    if (factor >= 1) throw rangeError(`${who}: factor must be below 1, got ${show(factor)}`);
    expectInteger(who, 'patience', patience);
    expectNumber(who, 'minDelta', minDelta, 0);
    expectInteger(who, 'cooldown', cooldown);
    expectNumber(who, 'minLr', minLr, 0);
    super();
    this.monitor = new Monitor(who, options);
    this.factor = factor;
    this.patience = patience;
    this.minDelta = minDelta;
    this.cooldown = cooldown;
    this.minLr = minLr;
  }

  override onTrainBegin(model: Model, { doValidation }: History['params']): void {
    learningRateOf('reduceLROnPlateau', model);
    this.monitor.begin(model.measures);
    this.best = this.monitor.worst;
    this.wait = 0;
    this.#cooling = 0;
    this.#doValidation = doValidation;
  }

  override onEpochEnd(_epoch: number, logs: Logs, model: Model): void {
    const rate = learningRateOf('reduceLROnPlateau', model);
    const current = this.monitor.read(logs, this.#doValidation);
    logs.lr = rate;
    if (current === undefined) return;
    if (this.#cooling > 0) {
      this.#cooling--;
      this.wait = 0;
    }
    if (this.monitor.isBetter(current, this.best, this.minDelta)) {
      this.best = current;
      this.wait = 0;
      return;
    }
    if (this.#cooling > 0) return;
    this.wait++;
    if (this.wait < this.patience || rate <= this.minLr) return;
    model.optimizer.learningRate = Math.max(rate * this.factor, this.minLr);
    this.#cooling = this.cooldown;
    this.wait = 0;
  }

  override getState(): CallbackState {
    return { best: this.best, wait: this.wait, cooling: this.#cooling };
  }

  override setState(state: CallbackState): void {
    const [best, wait, cooling] = ['best', 'wait', 'cooling'].map((name) => numberOf('reduceLROnPlateau', state, name));
    expectInteger('reduceLROnPlateau', 'wait', wait);
    expectInteger('reduceLROnPlateau', 'cooling', cooling);
    this.best = best;
    this.wait = wait;
    this.#cooling = cooling;
  }
}

/**
 * A callback that reduces the learning rate when a number no longer improves. Throws RangeError or TypeError for
 * options that do not fit.
 *
 * Formula: lr ← max(lr · factor, minLr), when a number has not improved by more than `minDelta` for `patience` epochs
 * Default: monitor 'val_loss', mode 'auto', factor 0.1, patience 10, minDelta 0.0001, cooldown 0 (the same as 1),
 *          minLr 0
 * Source: Keras 2.2.4 (ReduceLROnPlateau).
 */
export function reduceLROnPlateau(options: ReduceLROnPlateauOptions = {}): ReduceLROnPlateau {
  return new ReduceLROnPlateau(options);
}
