/**
 * Whether all threads or one runs the rows of a memory: by turns at first, then the faster, looked at again from time
 * to time.
 *
 * Other processes may want the cores that threads run on, which no estimate can know. The bits do not depend on it.
 * Rows are not chosen for one by one: what a thread has written is near to it, so that a short row may be faster on one
 * thread, and all that comes after it slower.
 * @module
 */

import { now } from '../../core/eventLoop.ts';

/** Rounds whose rows are timed together, since clocks are coarse; before them those that warm up caches and threads. */
const TIMED = 4, UNTIMED = 4;
/** Timings of each way, by turns. */
const TIMES = 5;
/** The faster way is taken for so many rounds, and twice as many each time that it is the faster again. */
const FEWEST_ROUNDS = 64, MOST_ROUNDS = 4096;
/** All threads are taken where that takes at most so much of the time of one. */
const WORTH = 0.95;
/** Rows that may run before the one comes again with which a round begins: then it is taken to have ended. */
const PATIENCE = 1000;

/** The middle of an odd number. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

export class Choice {
  #isShared = true;
  /** A round goes from a run of this row to the next. */
  #first: object | undefined;
  #rounds = 0;
  /** Rows since it was run. */
  #others = 0;
  #isSettled = false;
  /** Milliseconds of what was timed in the last rounds, and when that began which is timed now. */
  #took = 0;
  #began: number | undefined;
  /** What timings came to, with all threads and with one. */
  #shared: number[] = [];
  #alone: number[] = [];
  /** What was settled on last, and for how many rounds. */
  #wasShared: boolean | undefined;
  #lasted = 0;
  readonly #isWhole: boolean;
  readonly #clock: () => number;

  /**
   * Rows are timed, or whole rounds with what lies between: that is the user's own where a model trains, but slower or
   * faster too where rows are single calls of an algorithm. The clock is one of milliseconds; tests turn their own.
   */
  constructor(isWhole: boolean, clock: () => number = now) {
    this.#isWhole = isWhole;
    this.#clock = clock;
  }

  /** Whether all threads are to run this row, which begins now. */
  begin(row: object): boolean {
    if (row === this.#first) this.#round();
    else if (this.#first === undefined || ++this.#others > PATIENCE) {
      this.#first = row;
      this.#try();
    }
    if (!this.#isSettled && this.#rounds >= UNTIMED) this.#began ??= this.#clock();
    return this.#isShared;
  }

  /** After it has been run, by whichever. */
  end(): void {
    if (!this.#isWhole) this.#stop();
  }

  #stop(): void {
    if (this.#began === undefined) return;
    this.#took += this.#clock() - this.#began;
    this.#began = undefined;
  }

  #round(): void {
    this.#others = 0;
    this.#rounds++;
    if (this.#isSettled) {
      if (this.#rounds === this.#lasted) this.#try();
    } else if (this.#rounds === UNTIMED + TIMED) {
      this.#stop();
      (this.#isShared ? this.#shared : this.#alone).push(this.#took);
      if (this.#alone.length === TIMES) this.#settle();
      else this.#time(!this.#isShared);
    }
  }

  #try(): void {
    this.#isSettled = false;
    this.#shared = [];
    this.#alone = [];
    this.#time(true);
  }

  #time(isShared: boolean): void {
    this.#isShared = isShared;
    this.#began = undefined;
    this.#took = this.#rounds = this.#others = 0;
  }

  #settle(): void {
    this.#isSettled = true;
    this.#isShared = median(this.#shared) < WORTH * median(this.#alone);
    this.#lasted = this.#isShared === this.#wasShared ? Math.min(2 * this.#lasted, MOST_ROUNDS) : FEWEST_ROUNDS;
    this.#wasShared = this.#isShared;
    this.#rounds = 0;
  }
}
