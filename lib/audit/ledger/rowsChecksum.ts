/**
 * A checksum of the numbers of a batch's examples.
 * @module
 */
import type { Indices } from '../../kernels/index.ts';

/** Odd, so that multiplying by them modulo 2³² loses nothing: 2³² over the golden ratio, and over its square root. */
const FIRST = 0x9e3779b1, SECOND = 0xc948de27;

/**
 * 16 hexadecimal digits for examples that `order` lists from `first` on, or first, first + 1, … without it: h ← (h ⊻ row)·odd for each row, twice.
 *
 * Every step of it can be undone, so a single row changed always changes both halves. It is made for speed, not against forgers: who checks
 * a ledger works out the rows anew from the seed.
 */
export function rowsChecksum(order: Indices | undefined, first: number, count: number): string {
  let a = count, b = ~count;
  for (let i = first; i < first + count; i++) {
    const row = order === undefined ? i : order[i];
    a = Math.imul(a ^ row, FIRST);
    b = Math.imul(b ^ row, SECOND);
  }
  return toHex32(a) + toHex32(b);
}

function toHex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
