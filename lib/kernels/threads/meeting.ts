/**
 * Where threads meet: words of a memory that they share.
 *
 * Each thread counts its meetings in a word of its own. Who arrives stores its count, and waits until that of each
 * other thread is as high: it looks again and again for a while, since the others are mostly near, and then sleeps.
 * @module
 */

import { now } from '../../core/eventLoop.ts';

/** Words of the control, apart by a cache line where several threads change them. */
const LINE = 16;
export const BELL = 0;
const SLEEPERS: number = LINE;
/** Messages that have been sent; the memory that is played on; 1 where a thread has failed. */
export const MAIL: number = 2 * LINE, MEMORY: number = 2 * LINE + 1, FAILED: number = 2 * LINE + 2;
const FIRST = 3 * LINE;
/** Words of each thread: its meetings in a line of their own; its calls, messages that it has read, and its script. */
const WORDS = 2 * LINE;

/** The words of a thread. */
export function wordsOf(thread: number): {
  readonly meetings: number; readonly beat: number; readonly read: number; readonly script: number;
} {
  const meetings = FIRST + WORDS * thread, beat = meetings + LINE;
  return { meetings, beat, read: beat + 1, script: beat + 2 };
}

/** How many words there are. */
export function controlLength(threads: number): number {
  return FIRST + WORDS * threads;
}

/** Milliseconds of looking before a thread sleeps, and looks between two glances at the clock. */
const SPIN_MILLISECONDS = 0.1, LOOKS = 50;
/** A sleeper wakes up at least so often. */
const NAP_MILLISECONDS = 250;

/** More meetings than a row of calls has. */
const NEVER = 2 ** 30;

/** One thread's part in meetings. */
export class Meeting {
  readonly control: Int32Array;
  readonly #meetings: readonly number[];
  readonly #me: number;
  readonly #canSleep: boolean;
  /** Is told for how long it has been waiting for a thread, which it may excuse. */
  readonly #onWait: ((thread: number, milliseconds: number) => void) | undefined;
  #count = 0;

  constructor(
    control: Int32Array, me: number, threads: number, canSleep: boolean,
    onWait?: (thread: number, milliseconds: number) => void,
  ) {
    this.control = control;
    this.#meetings = Array.from({ length: threads }, (_, t) => wordsOf(t).meetings);
    this.#me = me;
    this.#canSleep = canSleep;
    this.#onWait = onWait;
  }

  /** Says that this thread is there. */
  arrive(): void {
    this.#count = (this.#count + 1) | 0;
    this.#change(this.#meetings[this.#me], this.#count);
  }

  /** Waits until all others are where this one is, or so many meetings ahead. */
  await(ahead: number = 0): void {
    const { control } = this, meetings = this.#meetings, count = this.#count + ahead;
    for (let t = 0; t < meetings.length; t++) {
      const word = meetings[t];
      if (t !== this.#me && ((Atomics.load(control, word) - count) | 0) < 0) {
        this.#until(word, () => ((Atomics.load(control, word) - count) | 0) >= 0, t);
      }
    }
  }

  /** Both. */
  readonly meet = (): void => {
    this.arrive();
    this.await();
  };

  /** Says that a thread, or this one, comes to no meeting any more: nobody is to wait for it. */
  excuse(thread: number = this.#me): void {
    const word = this.#meetings[thread];
    this.#change(word, (Atomics.load(this.control, word) + NEVER) | 0);
  }

  /** Wakes all who wait for the bell. */
  ring(): void {
    this.#change(BELL, (Atomics.load(this.control, BELL) + 1) | 0);
  }

  /** Waits until the bell is no longer at `seen`, and returns where it is. */
  awaitBell(seen: number): number {
    const { control } = this;
    if (Atomics.load(control, BELL) === seen) this.#until(BELL, () => Atomics.load(control, BELL) !== seen);
    return Atomics.load(control, BELL);
  }

  #change(word: number, value: number): void {
    const { control } = this;
    Atomics.store(control, word, value);
    // A sleeper counts itself before it looks at the word for the last time.
    if (Atomics.load(control, SLEEPERS) > 0) Atomics.notify(control, word);
  }

  #until(word: number, isDone: () => boolean, thread?: number): void {
    const started = now();
    do {
      for (let i = 0; i < LOOKS; i++) if (isDone()) return;
    } while (now() - started < SPIN_MILLISECONDS);
    const { control } = this;
    Atomics.add(control, SLEEPERS, 1);
    try {
      for (let seen = Atomics.load(control, word); !isDone(); seen = Atomics.load(control, word)) {
        if (this.#canSleep) Atomics.wait(control, word, seen, NAP_MILLISECONDS);
        if (thread !== undefined) this.#onWait?.(thread, now() - started);
      }
    } finally {
      Atomics.sub(control, SLEEPERS, 1);
    }
  }
}
