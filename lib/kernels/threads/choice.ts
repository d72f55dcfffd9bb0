/**
 * Whether all threads or one runs the rows of a memory: by turns at first, then the faster, looked at again from time
 * to time.
 *
 * Other processes may want the cores that threads run on, which no estimate can know. The bits do not depend on it.
 * Rows are not chosen for one by one: what a thread has written is near to it, so that a short row may be faster on one
 * thread, and all that comes after it slower. So all rows go one way for some milliseconds, then all the other. Which
 * rows these are is chance, so that only those are compared that went both ways.
 * @module
 */

import { now } from '../../core/eventLoop.ts';

/**
 * Milliseconds for which rows go one way before they are timed: caches and threads warm up first, and a machine takes a
 * while to give a thread that has slept a core of its own.
 */
const WARM_UP = 10;
/**
 * Milliseconds for which they are timed then: clocks are coarse. It is twice as long, up to what long steps take, each
 * time that comparisons do not agree: each has seen another part of what is done in turn.
 */
const SHORTEST = 10, LONGEST = 640;
/** So many comparisons must agree: the machine may stand still in one. */
const COMPARISONS = 3;
/** All threads are taken where that takes at most so much of the time of one. */
const WORTH = 0.95;
/** The faster way is taken for so many times the rows of its trial, and twice as many each time that it is again. */
const FEWEST_TRIALS = 2, MOST_TRIALS = 64;

/** What a row is timed as: rows of one kind take a time that grows with the work. */
export interface Timed {
  readonly kind: object;
  readonly work: number;
}

/** Milliseconds that rows of a kind took, for how much work. */
interface Times {
  milliseconds: number;
  work: number;
}

/** By their kinds. */
type Timing = Map<object, Times>;

function totalOf(timing: Timing): number {
  let total = 0;
  for (const { milliseconds } of timing.values()) total += milliseconds;
  return total;
}

/** Whether all threads are worth it; undefined where less than half of what was timed is of kinds that both have. */
function compare(shared: Timing, alone: Timing): boolean | undefined {
  let both = 0, all = 0, one = 0;
  for (const [kind, b] of alone) {
    const a = shared.get(kind);
    if (a === undefined) continue;
    const work = a.work + b.work;
    both += a.milliseconds + b.milliseconds;
    all += (work / a.work) * a.milliseconds;
    one += (work / b.work) * b.milliseconds;
  }
  return 2 * both > totalOf(shared) + totalOf(alone) ? all < WORTH * one : undefined;
}

export class Choice {
  #isShared = true;
  /** Rows for which the way stays settled. */
  #settled = 0;
  /** Rows of the trial, and until when they go this way. */
  #tried = 0;
  #until = 0;
  /** Where rows are timed; the times of the one that runs now, and when it began. */
  #timing: Timing | undefined;
  #times: Times | undefined;
  #began = 0;
  readonly #isWhole: boolean;
  readonly #clock: () => number;
  /** Goes on where no way is settled and the moment has come. */
  readonly #course = this.#trials();

  /**
   * A row is timed until it ends, or until the next begins: what lies between is the user's own where a model trains,
   * but slower or faster too where rows are single calls of an algorithm. The clock is one of milliseconds; tests turn
   * their own.
   */
  constructor(isWhole: boolean, clock: () => number = now) {
    this.#isWhole = isWhole;
    this.#clock = clock;
  }

  /** Whether all threads are to run a row of this kind, which begins now. */
  begin(kind: Timed['kind'], work: Timed['work'] = 1): boolean {
    if (this.#settled > 0) {
      this.#settled--;
      return this.#isShared;
    }
    if (this.#isWhole) this.#stop();
    if (this.#clock() >= this.#until) this.#course.next();
    this.#tried++;
    if (this.#timing !== undefined) this.#start(this.#timing, kind, work);
    return this.#isShared;
  }

  /** After it has been run, by whichever. */
  end(): void {
    if (!this.#isWhole) this.#stop();
  }

  #start(timing: Timing, kind: Timed['kind'], work: Timed['work']): void {
    let times = timing.get(kind);
    if (times === undefined) timing.set(kind, times = { milliseconds: 0, work: 0 });
    times.work += work;
    this.#times = times;
    this.#began = this.#clock();
  }

  #stop(): void {
    if (this.#times === undefined) return;
    this.#times.milliseconds += this.#clock() - this.#began;
    this.#times = undefined;
  }

  /** One trial after the other, and what each has settled in between. */
  *#trials(): Generator<void, never> {
    let trials = FEWEST_TRIALS, last: boolean | undefined;
    for (;;) {
      this.#tried = 0;
      const isShared = yield* this.#trial();
      trials = isShared === last ? Math.min(2 * trials, MOST_TRIALS) : FEWEST_TRIALS;
      this.#isShared = last = isShared;
      this.#settled = trials * this.#tried;
      yield;
    }
  }

  /** Whether all threads are worth it. */
  *#trial(): Generator<void, boolean> {
    for (let milliseconds = SHORTEST; ; milliseconds = Math.min(2 * milliseconds, LONGEST)) {
      const found = new Set<boolean | undefined>();
      for (let i = 0; i < COMPARISONS && found.size < 2; i++) {
        const shared = yield* this.#time(true, milliseconds), alone = yield* this.#time(false, milliseconds);
        found.add(compare(shared, alone));
      }
      const [isShared] = found;
      if (found.size === 1 && isShared !== undefined) return isShared;
    }
  }

  /** Of rows that all go one way. */
  *#time(isShared: boolean, milliseconds: number): Generator<void, Timing> {
    const timing: Timing = new Map();
    this.#isShared = isShared;
    yield this.#wait(WARM_UP);
    this.#timing = timing;
    yield this.#wait(milliseconds);
    this.#timing = undefined;
    return timing;
  }

  #wait(milliseconds: number): void {
    this.#until = this.#clock() + milliseconds;
  }
}
