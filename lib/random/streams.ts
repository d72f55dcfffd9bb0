/**
 * Which streams of random numbers serve what.
 * @module
 */

import { expectInteger } from '../core/errors.ts';

/** What random numbers are drawn for; each purpose has 2³² streams of its own under every seed. */
export const Purpose = {
  /** First values; the stream's index is the tensor's place in the parameter table. */
  initialize: 0,
  /** The order of examples; the index counts the epochs begun. */
  shuffle: 1,
  /** Noise in the rows of a batch; see `uniformRowsInto`, which counts otherwise. */
  noise: 2,
  /** What is asked for by `uniform`, `normal` and `shuffle`; the index is their `stream`. */
  draw: 3,
  /** Which parameters `checkGradients` moves, and which way. */
  check: 4,
} as const;

/** How many streams a purpose has. */
export const STREAMS: number = 2 ** 32;

/** The number of the stream for a purpose, `index` from 0 to 2³² − 1. Throws RangeError or TypeError for others. */
export function stream(purpose: (typeof Purpose)[keyof typeof Purpose], index: number): number {
  expectInteger('stream', 'purpose', purpose, 0, Purpose.check);
  expectInteger('stream', 'index', index, 0, STREAMS - 1);
  return purpose * STREAMS + index;
}
