/**
 * A learning rate for each epoch.
 * @module
 */

import { expectFloat32Number, expectKnownOptions, show, typeError } from '../../core/errors.ts';
import type { Logs } from '../logs.ts';
import { Callback, type Model } from '../model.ts';
import { learningRateOf } from './learningRate.ts';

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

  constructor(options: LearningRateSchedulerOptions) {
    expectKnownOptions('learningRateScheduler', options, ['schedule']);
    const { schedule } = options;
    if (typeof schedule !== 'function') {
      throw typeError(`learningRateScheduler: schedule must be a function, got ${show(schedule)}`);
    }
    super();
    this.schedule = schedule;
  }

  override onEpochBegin(epoch: number, model: Model): void {
    const rate = this.schedule(epoch, learningRateOf('learningRateScheduler', model));
    expectFloat32Number('learningRateScheduler', `schedule(${epoch})`, rate, 0);
    model.optimizer.learningRate = rate;
  }

  override onEpochEnd(_epoch: number, logs: Logs, model: Model): void {
    logs.lr = learningRateOf('learningRateScheduler', model);
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
