/**
 * SHA-256 of arrays, as the ledger writes it.
 * @module
 */

import { sha256 } from '../../core/digest.ts';
import { NonFiniteError } from '../../core/errors.ts';
import { isLittleEndian } from '../../core/platform.ts';

/** Arrays whose bytes are hashed. */
export type Hashable = Float32Array | Float64Array | Int32Array | Uint32Array;

/** The elements' bytes, the least significant first, whatever the machine's own order. */
export function littleEndian(array: Hashable, isLittle: boolean = isLittleEndian()): Uint8Array {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  if (isLittle) return bytes;
  const size = array.BYTES_PER_ELEMENT;
  return bytes.map((_, i) => bytes[i - (i % size) + size - 1 - (i % size)]);
}

/**
 * SHA-256 of numbers that training goes on from. Throws NonFiniteError where one is NaN, whose bits are not promised.
 */
export function sha256OfNumbers(what: string, array: Float32Array): string {
  if (array.includes(NaN)) { // a search by the engine, which needs no warming up
    const index = array.findIndex((value) => value !== value);
    throw new NonFiniteError(
      `ledger: ${what}[${index}] must be a number, got NaN`, { layer: '', tensor: what, index },
    );
  }
  return sha256(littleEndian(array));
}
