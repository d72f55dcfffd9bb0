/**
 * Batches of a source, one after the other: the next one is asked for when the one at hand is done.
 * @module
 */

import { rangeError, show, typeError } from '../core/errors.ts';
import type { Abortable } from '../core/signal.ts';
import { checkedExamples, noExamples, release, type HeldExamples } from './checkedExamples.ts';
import type { Ends } from './examples.ts';
import type { Feed, FeedPlace } from './feed.ts';
import { Turns } from './turns.ts';
import { partsOf, type Batches, type BatchSource } from './source.ts';
import { withClassWeights } from './weights.ts';

/** How batches are taken. */
export interface SourceOptions {
  /** Batches an epoch at most; undefined: all that the source has. */
  readonly steps: number | undefined;
  readonly classWeight?: unknown;
  readonly signal?: Abortable | undefined;
}

type BatchIterator = Iterator<unknown> | AsyncIterator<unknown>;

/**
 * The batches of a source as they come, unchecked. A function, and without `steps` an iterable too, is asked anew for
 * each epoch; with `steps` an iterable goes on from epoch to epoch.
 */
export class Drawer {
  /** Whether the source has ended, and is not asked anew. */
  hasEnded = false;
  /** Whether it has given a batch. */
  hasGiven = false;
  readonly #who: string;
  readonly #source: BatchSource<unknown>;
  readonly #signal: Abortable | undefined;
  readonly #goesOn: boolean;
  #iterator: BatchIterator | undefined;
  /** Whether a batch has been asked for that is not there yet. */
  #isWaiting = false;
  readonly #turns = new Turns();

  constructor(
    who: string, source: BatchSource<unknown>, { steps, signal }: Pick<SourceOptions, 'steps' | 'signal'>,
  ) {
    this.#who = who;
    this.#source = source;
    this.#signal = signal;
    this.#goesOn = typeof source !== 'function' && steps !== undefined;
  }

  /** Goes to the place. */
  async begin(begun: number, batch: number): Promise<void> {
    if (this.#goesOn && this.#iterator !== undefined) return;
    await this.close();
    if (this.hasEnded) return;
    const source = this.#source, isFunction = typeof source === 'function';
    const seeks = isFunction && source.length >= 2;
    this.#iterator = iteratorOf(this.#who, isFunction ? source(begun, seeks ? batch : 0) : source);
    if (isFunction && !seeks) for (let i = 0; i < batch && await this.draw() !== undefined; i++);
  }

  /** The next batch; undefined at the end, and where the signal is aborted before it is there. */
  async draw(): Promise<{ readonly value: unknown } | undefined> {
    const iterator = this.#iterator;
    if (iterator === undefined) return undefined;
    if (this.#turns.isDue) await this.#turns.take();
    this.#isWaiting = true;
    try {
      const drawn = await unlessAborted(iterator.next(), this.#signal);
      if (drawn === undefined) return undefined;
      this.#isWaiting = false;
      if (!drawn.done) {
        this.hasGiven = true;
        return { value: drawn.value };
      }
    } catch (error) {
      this.#isWaiting = false;
      this.#iterator = undefined; // what has thrown has ended
      throw error;
    }
    this.#iterator = undefined;
    this.hasEnded = this.#goesOn;
    return undefined;
  }

  /** Tells the source that no more is asked for, so that it lets go of files and the like. */
  async close(): Promise<void> {
    const iterator = this.#iterator;
    this.#iterator = undefined;
    const closed = iterator?.return?.();
    // one that is waiting closes when it wakes up
    if (this.#isWaiting) Promise.resolve(closed).catch(() => {});
    else await closed;
  }
}

function iteratorOf(who: string, batches: Batches<unknown>): BatchIterator {
  const isObject = typeof batches === 'object' && batches !== null;
  if (isObject && Symbol.asyncIterator in batches) return batches[Symbol.asyncIterator]();
  if (isObject && Symbol.iterator in batches) return batches[Symbol.iterator]();
  throw typeError(`${who}: x, a function, must return an iterable of batches, got ${show(batches)}`);
}

/** Undefined where the signal is aborted before there is a value. */
async function unlessAborted<T extends object>(
  given: T | Promise<T>, signal: Abortable | undefined,
): Promise<T | undefined> {
  if (!('then' in given) || signal?.addEventListener === undefined) return given;
  given.catch(() => {}); // when nobody waits any more
  if (signal.aborted) return undefined;
  let stop = (): void => {};
  const aborted = new Promise<undefined>((resolve) => { stop = () => { resolve(undefined); }; });
  signal.addEventListener('abort', stop);
  try {
    return await Promise.race([given, aborted]);
  } finally {
    signal.removeEventListener?.('abort', stop);
  }
}

/** See {@link Drawer}; each batch is checked as arrays are. */
export class SourceFeed implements Feed {
  /** The batch at hand, filled in anew for each. */
  readonly data: HeldExamples = noExamples();
  readonly order = undefined;
  readonly first = 0;
  size = 0;
  isDone = false;
  readonly #who: string;
  readonly #ends: Ends;
  readonly #options: SourceOptions;
  readonly #drawer: Drawer;
  #place: FeedPlace = { epoch: 0, begun: 0, batch: 0 };
  #batch = 0;
  /** The first batch of an epoch, which says that there is one. */
  #drawn: { readonly value: unknown } | undefined;

  constructor(who: string, ends: Ends, source: BatchSource<unknown>, options: SourceOptions) {
    this.#who = who;
    this.#ends = ends;
    this.#options = options;
    this.#drawer = new Drawer(who, source, options);
  }

  get hasEnded(): boolean {
    return this.#drawer.hasEnded;
  }

  /** Throws RangeError where an epoch begins and there is no batch. */
  async begin(place: FeedPlace): Promise<boolean> {
    const { epoch, begun, batch } = place, { steps, signal } = this.#options;
    this.#place = { epoch, begun, batch };
    this.#batch = batch;
    this.isDone = batch === steps;
    this.#drawn = undefined;
    await this.#drawer.begin(begun, batch);
    if (batch > 0) return true;
    this.#drawn = await this.#drawer.draw();
    if (this.#drawn !== undefined) return true;
    if (signal?.aborted || (this.hasEnded && this.#drawer.hasGiven)) return false;
    throw this.noBatch();
  }

  /** The error of an epoch without a batch. */
  noBatch(): RangeError {
    return rangeError(
      `${this.#who}: the source must give at least one batch in epoch ${this.#place.epoch}, got none`,
    );
  }

  async next(): Promise<boolean> {
    const { steps, signal, classWeight } = this.#options, data = this.data;
    if (this.isDone) return false;
    const drawn = this.#drawn ?? await this.#drawer.draw();
    this.#drawn = undefined;
    release(data);
    if (drawn === undefined) {
      this.isDone = !signal?.aborted;
      return false;
    }
    const who = `${this.#who}, epoch ${this.#place.epoch}, batch ${this.#batch}`;
    const { x, y, sampleWeight } = partsOf(who, drawn.value);
    checkedExamples(who, this.#ends, x, y, { sampleWeight }, data);
    if (classWeight !== undefined) data.weights = withClassWeights(who, classWeight, data, this.#ends, data.count);
    this.size = data.count;
    this.#batch++;
    this.isDone = this.#batch === steps;
    return true;
  }

  close(): Promise<void> {
    release(this.data);
    this.#drawn = undefined;
    return this.#drawer.close();
  }
}
