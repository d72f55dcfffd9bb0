/**
 * Sequences of different lengths as rows of one length.
 * @module
 */

import {
  allocate, expectArray, expectArrayLike, expectFloat32Number, expectFloat32Numbers, expectInteger, expectKnownOptions,
  expectOneOf,
} from '../core/errors.ts';

/** What {@link padSequences} takes. */
export interface PadSequencesOptions {
  /** The length of the rows. Default that of the longest sequence. */
  readonly maxlen?: number;
  /** Where a shorter sequence is filled up: before its first element (`'pre'`, the default) or after its last. */
  readonly padding?: 'pre' | 'post';
  /** Where a longer one is cut: its first elements (`'pre'`, the default) or its last. */
  readonly truncating?: 'pre' | 'post';
  /** What fills up. Default 0. */
  readonly value?: number;
}

const SIDES = ['pre', 'post'] as const;

/**
 * Sequences as rows of equal length, filled up or cut: input for `embedding` (with `maskZero`, if 0 is no word) or
 * `masking`.
 *
 *     padSequences([[1], [2, 3], [4, 5, 6]], { maxlen: 2 }) // 0 1, 2 3, 5 6
 *
 * Shapes: the result, a new array, (sequences × maxlen).
 * Throws: TypeError for sequences that are no lists of numbers, RangeError for numbers beyond binary32.
 * Source: keras.utils.pad_sequences.
 */
export function padSequences(
  sequences: readonly ArrayLike<number>[], options: PadSequencesOptions = {},
): Float32Array {
  const who = 'padSequences';
  expectArray(who, 'sequences', sequences);
  sequences.forEach((sequence, i) => {
    expectArrayLike(who, `sequences[${i}]`, sequence);
    expectFloat32Numbers(who, `sequences[${i}]`, sequence);
  });
  expectKnownOptions(who, options, ['maxlen', 'padding', 'truncating', 'value']);
  const longest = sequences.reduce((most, { length }) => Math.max(most, length), 0);
  const { maxlen = longest, padding = 'pre', truncating = 'pre', value = 0 } = options;
  expectInteger(who, 'maxlen', maxlen, Math.min(1, longest));
  expectOneOf(who, 'padding', padding, SIDES);
  expectOneOf(who, 'truncating', truncating, SIDES);
  expectFloat32Number(who, 'value', value);
  const out = allocate(who, 'maxlen', maxlen, (length) => new Float32Array(sequences.length * length).fill(value));
  sequences.forEach((sequence, row) => {
    const kept = Math.min(sequence.length, maxlen), first = truncating === 'pre' ? sequence.length - kept : 0;
    const start = row * maxlen + (padding === 'pre' ? maxlen - kept : 0);
    for (let i = 0; i < kept; i++) out[start + i] = sequence[first + i];
  });
  return out;
}
