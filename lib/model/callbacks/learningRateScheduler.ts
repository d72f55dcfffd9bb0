/**
 * A learning rate for each epoch.
 * @module
 */

import { expectFloat32Number, expectKnownOptions, show, typeError } from '../../core/errors.ts';
import { numberOf } from '../callbackStates.ts';
import type { CallbackState, Logs } from '../logs.ts';
import { Callback, type Model } from '../model.ts';
import { learningRateOf } from './learningRate.ts';

/** What {@link learningRateScheduler} takes. */
export interface LearningRateSchedulerOptions {
  /** The rate of an epoch, counted from 0, given the rate so far. */
  readonly schedule: (epoch: number, lr: number) => number;
}

/**
 * Sets the learning rate before each epoch and writes it to the epoch's logs as `lr`. For a rate that changes with
 * the steps give the optimizer a schedule.
 */
export class LearningRateScheduler extends Callback {
  readonly schedule: (epoch: number, lr: number) => number;
  override readonly name = 'learningRateScheduler';
  /** The epoch that was begun last, and the rate before it. */
  #begun: { readonly epoch: number; readonly rate: number } | undefined;

  constructor(options: LearningRateSchedulerOptions) {
    expectKnownOptions('learningRateScheduler', options, ['schedule']);
    const { schedule } = options;
    if (typeof schedule !== 'function') {
      throw typeError(`learningRateScheduler: schedule must be a function, got ${show(schedule)}`);
    }
    super();
    this.schedule = schedule;
  }

  override onTrainBegin(): void {
    this.#begun = undefined;
  }

  override onEpochBegin(epoch: number, model: Model): void {
    // an epoch that training was left in begins again, with the rate that it began with
    if (epoch !== this.#begun?.epoch) this.#begun = { epoch, rate: learningRateOf('learningRateScheduler', model) };
    const rate = this.schedule(epoch, this.#begun.rate);
    expectFloat32Number('learningRateScheduler', `schedule(${epoch})`, rate, 0);
    model.optimizer.learningRate = rate;
  }

  override onEpochEnd(_epoch: number, logs: Logs, model: Model): void {
    logs.lr = learningRateOf('learningRateScheduler', model);
  }

  override getState(): CallbackState {
    return { ...this.#begun };
  }

  override setState(state: CallbackState): void {
    if (!('epoch' in state)) return;
    const [epoch, rate] = ['epoch', 'rate'].map((name) => numberOf('learningRateScheduler', state, name));
    this.#begun = { epoch, rate };
  }
}

/**
 * A callback that sets the learning rate of each epoch. Throws TypeError for options that do not fit; `fit` rejects
 * where the schedule gives no rate.
 *
 * Formula: lr ← schedule(epoch, lr), before each epoch
 * Default: schedule must be given
 * Source: Keras 2.2.4 (LearningRateScheduler).
 */
export function learningRateScheduler(options: LearningRateSchedulerOptions): LearningRateScheduler {
  return new LearningRateScheduler(options);
}
