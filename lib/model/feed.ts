/**
 * What training takes its batches from.
 * @module
 */

import type { Indices } from '../kernels/index.ts';
import type { Examples } from '../plan/index.ts';
import { epochOrder } from './epochOrder.ts';

/** The start of a batch. */
export interface FeedPlace {
  readonly epoch: number;
  /** How many epochs were begun before. */
  readonly begun: number;
  readonly batch: number;
}

/** Batches of an epoch, one after the other. The batch at hand is rows `first` and on of `data`, by `order`. */
export interface Feed {
  readonly data: Examples;
  /** The order of all of the epoch's examples; undefined where they come as they stand. */
  readonly order: Indices | undefined;
  readonly first: number;
  readonly size: number;
  /** Whether the epoch is known to have no further batch. */
  readonly isDone: boolean;
  /** Whether there is nothing for a further epoch. */
  readonly hasEnded: boolean;
  /** Goes to the place, so that `next` takes the batch there. False where nothing is left for the epoch. */
  begin(place: FeedPlace): boolean | Promise<boolean>;
  /** Takes the next batch; false where the epoch has none. Where all examples are there, no promise and no object. */
  next(): boolean | Promise<boolean>;
  /** Lets go of what it has opened. */
  close(): void | Promise<void>;
}

export interface ArrayOptions {
  readonly batchSize: number;
  readonly shuffle: boolean | 'batch';
  readonly dropLast: boolean;
}

/** How many batches an epoch of so many examples has. */
export function batchesOf(count: number, { batchSize, dropLast }: Omit<ArrayOptions, 'shuffle'>): number {
  return dropLast ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);
}

/** The first `count` of examples that are all there. */
export class ArrayFeed implements Feed {
  readonly data: Examples;
  order: Indices | undefined;
  first = 0;
  size = 0;
  readonly hasEnded = false;
  readonly #count: number;
  readonly #options: ArrayOptions;
  readonly #seed: number;
  /** Rows of an epoch. */
  readonly #end: number;

  constructor(data: Examples, count: number, options: ArrayOptions, seed: number) {
    this.data = data;
    this.#count = count;
    this.#options = options;
    this.#seed = seed;
    this.#end = Math.min(count, batchesOf(count, options) * options.batchSize);
  }

  get isDone(): boolean {
    return this.first + this.size === this.#end;
  }

  begin({ begun, batch }: FeedPlace): boolean {
    const { batchSize, shuffle } = this.#options;
    this.order = epochOrder(this.#count, batchSize, shuffle, this.#seed, begun);
    this.first = Math.min(batch * batchSize, this.#end);
    this.size = 0;
    return true;
  }

  next(): boolean {
    if (this.isDone) return false;
    this.first += this.size;
    this.size = Math.min(this.#options.batchSize, this.#end - this.first);
    return true;
  }

  close(): void {}
}
