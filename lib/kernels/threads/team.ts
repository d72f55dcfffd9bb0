/**
 * The threads of a table, as the thread sees them that has made it, which is the first of them.
 *
 * They start while that goes on: until each has read its mail, all is done by one thread.
 * @module
 */

import { ThreadError } from '../../core/errors.ts';
import { warn } from '../../core/platform.ts';
import { startThread, type Thread, type ThreadModule, type WebWorker } from '../../core/thread.ts';
import { FAILED, MAIL, MEMORY, Meeting, controlLength, wordsOf } from './meeting.ts';
import type { Mail, Welcome } from './messages.ts';
import { play, type Stage } from './play.ts';

declare const URL: new (path: string, base: string) => { readonly href: string };
declare const Worker: new (url: object, options: { readonly type: 'module' }) => WebWorker;

type Meta = ImportMeta & { readonly url: string };

const THREAD: ThreadModule = {
  at: () => new URL('./main.js', (import.meta as Meta).url),
  inBrowser: () => new Worker(new URL('./main.js', (import.meta as Meta).url), { type: 'module' }),
};

/** Milliseconds for which a thread may be silent that others wait for. */
const PATIENCE = 10_000;

let sleeps: boolean | undefined;

/** Whether this thread may sleep: that of a page may not. */
function canSleep(): boolean {
  try {
    if (sleeps === undefined) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return sleeps ??= true;
  } catch {
    return sleeps = false;
  }
}

/** What a team may be told otherwise, by its tests. */
export interface TeamOptions {
  readonly patience?: number;
  readonly module?: ThreadModule;
}

export class Team {
  /** How many threads there are, this one among them. */
  readonly threads: number;
  readonly #control: Int32Array;
  readonly #meeting: Meeting;
  readonly #others: Thread[] = [];
  readonly #patience: number;
  readonly #beats: number[] = [];
  readonly #heard: number[] = [];
  #mail = 0;
  #isReady = false;
  #hasStarted = false;
  /** Why it is over; who has been silent for too long. */
  #end: Error | undefined;
  #silence: string | undefined;
  #isOver = false;

  /** Throws what the platform throws where it forbids threads. */
  constructor(threads: number, { patience = PATIENCE, module = THREAD }: TeamOptions = {}) {
    const control = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * controlLength(threads));
    this.threads = threads;
    this.#control = new Int32Array(control);
    this.#patience = patience;
    this.#meeting =
      new Meeting(this.#control, 0, threads, canSleep(), (thread, waited) => this.#expectAlive(thread, waited));
    try {
      for (let me = 1; me < threads; me++) {
        const thread = startThread(module, { onMessage: () => {}, onEnd: (error) => { this.#end ??= error; } });
        this.#others.push(thread);
        const welcome: Welcome = { control, me, threads };
        thread.postMessage(welcome);
      }
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** Whether all threads have started. */
  get hasStarted(): boolean {
    return this.#hasStarted ||= this.#haveRead();
  }

  /** Whether its threads are no longer to be reckoned with. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether all threads have read what they were sent. Throws ThreadError, once, where one has ended. */
  isReady(): boolean {
    if (this.#end !== undefined && !this.#isOver) this.#ended(this.#end);
    this.#isReady ||= !this.#isOver && this.#haveRead();
    this.#hasStarted ||= this.#isReady;
    return this.#isReady;
  }

  /** Waits for that: for tests, since a page's threads do not start while it waits. */
  awaitReady(): void {
    while (canSleep() && !this.isReady() && !this.#isOver) Atomics.wait(this.#control, MAIL, this.#mail, 1);
  }

  /** Sends each of the others a message. */
  send(mailFor: (thread: number) => Mail): void {
    if (this.#isOver) return;
    this.#isReady = false;
    Atomics.store(this.#control, MAIL, ++this.#mail);
    this.#meeting.ring(); // before it comes: who has read it would take the bell for that of a script
    this.#others.forEach((thread, i) => thread.postMessage(mailFor(i + 1)));
  }

  /**
   * Plays the scripts that begin at these words of a memory, one a thread, on all threads. Throws ThreadError where one
   * of them has died or failed, this one among them: then what the scripts write is in no known state, but no thread
   * writes there any more.
   */
  play(memory: number, stage: Stage, starts: readonly number[]): void {
    const control = this.#control, meeting = this.#meeting;
    control[MEMORY] = memory;
    for (let t = 1; t < starts.length; t++) control[wordsOf(t).script] = starts[t];
    meeting.ring();
    try {
      play(stage, starts[0], meeting.meet, control, wordsOf(0).beat);
    } catch (error) {
      meeting.await(1); // the others stay where they meet next
      throw this.#over(`this thread has failed: ${String(error)}`);
    }
    meeting.meet();
    if (Atomics.load(control, FAILED) === 1) throw this.#over(this.#silence ?? 'a thread has failed');
  }

  /** Ends its threads. */
  dispose(): void {
    this.#isOver = true;
    this.#isReady = false;
    for (const thread of this.#others) thread.terminate();
  }

  #haveRead(): boolean {
    const control = this.#control, mail = this.#mail;
    return mail > 0 && this.#others.every((_, i) => Atomics.load(control, wordsOf(i + 1).read) === mail);
  }

  /** Throws ThreadError, unless it has never started: then nobody was reckoned with. */
  #ended({ message }: Error): void {
    if (this.#hasStarted) throw this.#over(message);
    warn(`bitgrad: one thread computes, since no other could be started (${message})`);
    this.dispose();
  }

  /** Goes on without a thread that has been silent for too long, to where the others end. */
  #expectAlive(thread: number, waited: number): void {
    const control = this.#control, beat = Atomics.load(control, wordsOf(thread).beat);
    if (this.#beats[thread] !== beat || waited < (this.#heard[thread] ?? 0)) {
      this.#beats[thread] = beat;
      this.#heard[thread] = waited;
    } else if (waited - this.#heard[thread] > this.#patience) {
      this.#silence = `thread ${thread} has said nothing for ${this.#patience / 1000} s`;
      Atomics.store(control, FAILED, 1);
      this.#meeting.excuse(thread);
    }
  }

  #over(why: string): ThreadError {
    this.dispose();
    const since = 'from now on one computes';
    return new ThreadError(`threads: all of them must go on, got one that has ended (${why}); ${since}`);
  }
}
