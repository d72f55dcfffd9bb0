/**
 * Random order.
 * @module
 */

import { expectInteger, expectKnownOptions, isInt32Array, isUint32Array, show, typeError } from '../core/errors.ts';
import type { Philox } from '../core/philox.ts';
import { expectPhilox, openStream } from './draw.ts';

/** The most items that a word of the stream can choose among. */
const MOST = 4294967295;

/**
 * Puts `items` in random order, every order equally likely: Fisher and Yates, from the last element down.
 *
 * Throws TypeError for what is no Philox or no array of 32-bit integers, and RangeError for more than 2³² − 1 items;
 * they keep their order then.
 */
export function shuffleInto(random: Philox, items: Uint32Array | Int32Array): void {
  expectPhilox('shuffleInto', random);
  const isList = isUint32Array(items) || isInt32Array(items);
  if (!isList) throw typeError(`shuffleInto: items must be a Uint32Array or Int32Array, got ${show(items)}`);
  expectInteger('shuffleInto', 'items.length', items.length, 0, MOST);
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.nextBelow(i + 1);
    const moved = items[i];
    items[i] = items[j];
    items[j] = moved;
  }
}

/** What {@link shuffle} takes. */
export interface ShuffleOptions {
  /** An integer from 0 to 2⁵³ − 1. */
  readonly seed: number;
  /** An integer from 0 to 2³² − 1, 0 by default; no model draws from there. */
  readonly stream?: number;
  /** How many numbers to order, at most 2³² − 1. */
  readonly length: number;
}

/**
 * 0, 1, …, length − 1 in random order, as `shuffleInto` makes it: indices to take examples by.
 *
 *     shuffle({ seed: 7, length: 60000 })
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for a seed, stream or length out of
 * range.
 */
export function shuffle(options: ShuffleOptions): Uint32Array {
  expectKnownOptions('shuffle', options, ['seed', 'stream', 'length']);
  const { seed, stream = 0, length } = options;
  expectInteger('shuffle', 'length', length, 0, MOST);
  const random = openStream('shuffle', seed, stream);
  const order = Uint32Array.from({ length }, (_, i) => i);
  shuffleInto(random, order);
  return order;
}
