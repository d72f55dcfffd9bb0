/**
 * What runs beside training, one of a kind at a time.
 * @module
 */
import { nextTurn, now } from '../../../lib/core/eventLoop.ts';
import type { Failure, Job, JobName } from '../protocol.ts';
import { failureOf } from './failure.ts';

/** How long a job computes before it gives messages a turn, in milliseconds. */
const SLICE = 10;

/** What a job ends with that was stopped. */
export class Stopped extends Error {
  override name = 'Stopped';
  readonly code = 'ERR_PAGE_STOPPED';
}

/** A job's own hold on how far it is. */
export class Ticket {
  readonly what: JobName;
  done = 0;
  of: number;
  isRunning = true;
  isStopped = false;
  error: Failure | undefined;
  #began = now();
  readonly #onStop: (() => void)[] = [];

  constructor(what: JobName, of: number) {
    this.what = what;
    this.of = of;
  }

  /** Where it is time to, a turn of the event loop. Throws Stopped where it was stopped. */
  async turn(): Promise<void> {
    if (now() - this.#began > SLICE) {
      await nextTurn();
      this.#began = now();
    }
    this.expectGoing();
  }

  /** Throws Stopped where it was stopped. */
  expectGoing(): void {
    if (this.isStopped) throw new Stopped(`${this.what} was stopped after ${this.done} of ${this.of}`);
  }

  onStop(act: () => void): void {
    this.#onStop.push(act);
  }

  stop(): void {
    this.isStopped = true;
    for (const act of this.#onStop) act();
  }
}

export class Jobs {
  readonly #running = new Map<JobName, Ticket>();
  #last: Ticket | undefined;

  /** Does the job; one of the same kind that runs is stopped. Rejects with Stopped, or what the work rejects with. */
  async run<T>(what: JobName, of: number, work: (ticket: Ticket) => Promise<T>): Promise<T> {
    this.stop(what);
    const ticket = this.#last = new Ticket(what, of);
    this.#running.set(what, ticket);
    try {
      return await work(ticket);
    } catch (error) {
      ticket.error = failureOf(error);
      throw error;
    } finally {
      ticket.isRunning = false;
      if (this.#running.get(what) === ticket) this.#running.delete(what);
    }
  }

  stop(what: JobName): void {
    this.#running.get(what)?.stop();
  }

  stopAll(): void {
    for (const ticket of this.#running.values()) ticket.stop();
  }

  /** What runs or ran last. */
  get last(): Job | undefined {
    if (this.#last === undefined) return undefined;
    const { what, done, of, isRunning, error } = this.#last;
    return { what, done, of, isRunning, error };
  }
}
