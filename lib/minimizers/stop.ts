/**
 * How the user stops a search.
 * @module
 */

import { expectFunction, expectInteger } from '../core/errors.ts';
import { expectSignal, type Abortable } from '../core/signal.ts';
import type { Ending } from './ending.ts';

/** The options by which every search can be stopped; `P` is what it tells of a step. */
export interface StopOptions<P> {
  /** Most steps. Default: as each search says of itself. */
  readonly maxIterations?: number;
  /**
   * Called after each step. What returns true or 'stop' ends the search, with the best point so far. Default: nobody is
   * told.
   */
  readonly onIteration?: (progress: P) => unknown;
  /**
   * Ends the search, with the best point so far, once it is aborted. It is looked at after each step, and at the start:
   * a search gives no other code a turn, so that `onIteration`, the objective or another thread must abort it. Default
   * none.
   */
  readonly signal?: Abortable;
}

/** Tells of steps, and knows whether the user has had enough. */
export class Stop<P> {
  readonly maxIterations: number;
  readonly #onIteration: ((progress: P) => unknown) | undefined;
  readonly #signal: Abortable | undefined;
  #isAsked = false;

  /** Throws RangeError or TypeError for an option that does not fit. */
  constructor(who: string, options: StopOptions<P>, most: number) {
    const { maxIterations = most, onIteration, signal } = options;
    expectInteger(who, 'maxIterations', maxIterations);
    this.maxIterations = maxIterations;
    if (onIteration !== undefined) expectFunction(who, 'onIteration', onIteration);
    if (signal !== undefined) expectSignal(who, signal);
    this.#onIteration = onIteration;
    this.#signal = signal;
  }

  /** Tells of a step: `progress` is made for who listens only. */
  tell(progress: () => P): void {
    const answer = this.#onIteration?.(progress());
    this.#isAsked ||= answer === true || answer === 'stop';
  }

  /** Why the search is over, if the user says so. */
  get ending(): Ending | undefined {
    if (this.#isAsked) return { reason: 'stopped', converged: false, message: 'onIteration asked to stop' };
    if (this.#signal?.aborted !== true) return undefined;
    return { reason: 'aborted', converged: false, message: 'the signal was aborted' };
  }
}
