/**
 * A checksum of the numbers of a batch's examples.
 * @module
 */

import type { Indices } from '../../kernels/index.ts';

/** Odd, so that multiplying by them modulo 2³² loses nothing: 2³² over the golden ratio, and over its square root. */
const FIRST = 0x9e3779b1, SECOND = 0xc948de27;

/**
 * Two words, to `out`, for the examples that `order` lists from `first` on, or first, first + 1, … without it:
 * h ← (h ⊻ row)·odd for each row.
 *
 * Every step of it can be undone, so a single row changed always changes both words. It is made for speed,
 * not against forgers: who checks a ledger works out the rows anew from the seed.
 */
export function rowsChecksum(order: Indices | undefined, first: number, count: number, out: Int32Array): Int32Array {
  let a = count, b = ~count;
  for (let i = first; i < first + count; i++) {
    const row = order === undefined ? i : order[i];
    a = Math.imul(a ^ row, FIRST);
    b = Math.imul(b ^ row, SECOND);
  }
  out[0] = a;
  out[1] = b;
  return out;
}

/** The 16 hexadecimal digits of a checksum. */
export function checksumDigits(words: Int32Array): string {
  return Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}
