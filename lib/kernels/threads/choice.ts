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

/**
 * At least so many rounds, and milliseconds, are run one way before its rows are timed, and then timed together: caches
 * and threads warm up first, a machine takes a while to give a thread that has slept a core of its own, and clocks are
 * coarse.
 */
const ROUNDS = 4, MILLISECONDS = 10;
/** Timings of each way, by turns. */
const TIMES = 3;
/** The faster way is taken for so many times the rounds of its trial, and twice as long each time that it is again. */
const FEWEST_TRIALS = 2, MOST_TRIALS = 64;
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
  /** Rounds since the way was taken, or since it is timed. */
  #rounds = 0;
  /** Rows since the first was run. */
  #others = 0;
  #isSettled = false;
  #isTimed = false;
  /** When the way was taken, or since when it is timed. */
  #since = 0;
  /** Milliseconds of the rows that were timed, and when the one began that runs now. */
  #took = 0;
  #began: number | undefined;
  /** Rounds of the trial, and milliseconds a round, by its timings with all threads and with one. */
  #tried = 0;
  #shared: number[] = [];
  #alone: number[] = [];
  /** What was settled on last, and for how many times its trial. */
  #wasShared: boolean | undefined;
  #trials = FEWEST_TRIALS;
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
    if (this.#isTimed && !this.#isWhole) this.#began = this.#clock();
    return this.#isShared;
  }

  /** After it has been run, by whichever. */
  end(): void {
    if (this.#began === undefined) return;
    this.#took += this.#clock() - this.#began;
    this.#began = undefined;
  }

  #round(): void {
    this.#others = 0;
    this.#rounds++;
    if (this.#isSettled) {
      if (this.#rounds >= this.#trials * this.#tried) this.#try();
      return;
    }
    this.#tried++;
    const passed = this.#clock() - this.#since;
    if (this.#rounds < ROUNDS || passed < MILLISECONDS) return;
    if (!this.#isTimed) return this.#count(true);
    (this.#isShared ? this.#shared : this.#alone).push((this.#isWhole ? passed : this.#took) / this.#rounds);
    if (this.#alone.length === TIMES) this.#settle();
    else this.#take(!this.#isShared);
  }

  #try(): void {
    this.#isSettled = false;
    this.#tried = 0;
    this.#shared = [];
    this.#alone = [];
    this.#take(true);
  }

  #take(isShared: boolean): void {
    this.#isShared = isShared;
    this.#count(false);
  }

  #count(isTimed: boolean): void {
    this.#isTimed = isTimed;
    this.#since = this.#clock();
    this.#took = this.#rounds = this.#others = 0;
  }

  #settle(): void {
    this.#take(median(this.#shared) < WORTH * median(this.#alone));
    this.#trials = this.#isShared === this.#wasShared ? Math.min(2 * this.#trials, MOST_TRIALS) : FEWEST_TRIALS;
    this.#wasShared = this.#isShared;
    this.#isSettled = true;
  }
}
