/**
 * A training from `onTrainBegin` to `onTrainEnd`, with what may break it off.
 * @module
 */

import { StateError } from '../core/errors.ts';
import { changed, hold, takeUp } from './callbackStates.ts';
import type { Callback, Model } from './model.ts';
import { fit, type Training } from './fit.ts';
import { SourceFeed } from './sourceFeed.ts';
import type { CheckedFitOptions } from './fitOptions.ts';

/**
 * Trains; `ended` is called when θ is not changed any more, before the callbacks are told. Throws what broke training
 * off, and the signal's reason.
 */
export async function runTraining(training: Training, options: CheckedFitOptions, ended: () => void): Promise<void> {
  const { model, history, feed, validation, place, compiled: { optimizer } } = training;
  const { callbacks, signal } = options;
  const errors: unknown[] = [];
  try {
    for (const callback of callbacks) await callback.onTrainBegin?.(model, history.params, feed.data);
    if (place.held !== undefined) takeUp(place.held, callbacks, model);
    place.held = undefined;
    if (signal?.aborted) history.reason = 'aborted';
    else await fit(training, options);
  } catch (error) {
    // the first error is the one to see
    if (await isSettled(callbacks, error, model).catch(() => false)) history.reason = 'stopped';
    else errors.push(error);
  }
  for (const each of validation instanceof SourceFeed ? [feed, validation] : [feed]) {
    try {
      await each.close();
    } catch (error) {
      errors.push(error);
    }
  }
  place.held = changed(place.held ?? hold(callbacks, optimizer), optimizer);
  ended();
  for (const callback of callbacks) {
    try {
      await callback.onTrainEnd?.(model, history);
    } catch (error) {
      errors.push(error); // all callbacks are told of the end, and the first error is the one to see
    }
  }
  if (errors.length > 0) throw errors[0];
  if (history.reason === 'aborted') throw signal?.reason ?? new StateError('fit: the signal was aborted');
}

/** Whether a callback takes the error as a stop. All are asked. */
async function isSettled(callbacks: readonly Callback[], error: unknown, model: Model): Promise<boolean> {
  let settled = false;
  for (const callback of callbacks) settled = ((await callback.onError?.(error, model)) ?? false) || settled;
  return settled;
}
