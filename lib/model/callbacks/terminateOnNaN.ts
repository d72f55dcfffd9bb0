/**
 * An end to training whose loss is no number.
 * @module
 */

import { NonFiniteError } from '../../core/errors.ts';
import { Callback } from '../model.ts';

/**
 * Ends training quietly at a loss, a gradient or an updated parameter that is no finite number.
 *
 * Without it such a step makes `fit` reject with a NonFiniteError. With it `fit` resolves, History's reason is
 * 'stopped', and the error, which says where it came from, is here as `error`. Either way the parameters are those from
 * before the step, where it failed before them. Keras, whose callback ends training after the batch, has them changed
 * by then; and the epoch cut short, which Keras still reports, is not in History.
 */
export class TerminateOnNaN extends Callback {
  error: NonFiniteError | undefined;

  override onTrainBegin(): void {
    this.error = undefined;
  }

  override onError(error: unknown): boolean {
    if (!(error instanceof NonFiniteError)) return false;
    this.error = error;
    return true;
  }
}

/**
 * A callback that takes NaN or Infinity as the end of training and not as an error. Throws nothing.
 *
 * Does: stops training at a loss, gradient or updated parameter that is NaN or infinite, without an error
 * Source: Keras 2.2.4 (TerminateOnNaN), there after the update.
 */
export function terminateOnNaN(): TerminateOnNaN {
  return new TerminateOnNaN();
}
