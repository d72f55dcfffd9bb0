/**
 * Whether all threads or one runs a row: by turns at first, then the faster, looked at again from time to time.
 *
 * Other processes may want the cores that threads run on, which no estimate can know. The bits do not depend on it.
 * @module
 */

import { now } from '../../core/eventLoop.ts';

/** Runs that are timed as one, since clocks are coarse, and how many times each way, by turns. */
const TOGETHER = 4, TIMES = 3;
/** The faster way is taken for so many runs, and twice as many each time that it is the faster again. */
const LEAST_RUNS = 256, MOST_RUNS = 16384;

export class Choice {
  /** Whether all threads are to run it now. */
  isShared = true;
  /** Milliseconds alone, and shared. A mean, not the least: what waiting for a busy core takes is to be counted. */
  readonly #took = [0, 0];
  /** Runs until something changes. */
  #left = TOGETHER;
  /** Timings that are left; none while a way is settled on. */
  #timings = 2 * TIMES;
  #runs = LEAST_RUNS;
  #wasShared: boolean | undefined;
  #started = 0;

  /** Before a run. */
  begin(): void {
    if (this.#timings > 0 && this.#left === TOGETHER) this.#started = now();
  }

  /** After it. */
  end(): void {
    if (--this.#left > 0) return;
    if (this.#timings === 0) this.#try(2 * TIMES);
    else {
      this.#took[Number(this.isShared)] += now() - this.#started;
      if (this.#timings > 1) this.#try(this.#timings - 1);
      else this.#settle();
    }
  }

  #try(timings: number): void {
    if (timings === 2 * TIMES) this.#took.fill(0);
    this.#timings = timings;
    this.#left = TOGETHER;
    this.isShared = timings % 2 === 0;
  }

  #settle(): void {
    const [alone, shared] = this.#took;
    this.#timings = 0;
    this.isShared = shared < alone;
    this.#runs = this.isShared === this.#wasShared ? Math.min(2 * this.#runs, MOST_RUNS) : LEAST_RUNS;
    this.#wasShared = this.isShared;
    this.#left = this.#runs;
  }
}
