/**
 * Numbers of an HDF5 file, which lie anywhere and are little-endian, within bounds.
 * @module
 */

import { fromAscii } from '../../../core/ascii.ts';
import { FormatError } from '../../../core/errors.ts';
import { looksLike } from '../../../core/looksLike.ts';

/** The address that stands for none. */
export const NOWHERE: number = Infinity;

export class Hdf5Reader {
  readonly bytes: Uint8Array;
  readonly who: string;
  readonly #view: DataView;
  /** How many structures were read: a file has at most so many as it has bytes for. */
  #visits = 0;

  constructor(who: string, bytes: Uint8Array) {
    this.who = who;
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  fail(wanted: string, got: string | number): never {
    throw new FormatError(`${this.who}: HDF5: ${wanted}, got ${got}`);
  }

  /** FormatError unless `length` bytes from `at` lie within the file. */
  expect(what: string, at: number, length: number): void {
    if (at >= 0 && length >= 0 && at + length <= this.bytes.length) return;
    this.fail(`${what} must lie within the ${this.bytes.length} bytes of the file`, `${at} + ${length}`);
  }

  /** Counts a structure; FormatError where there are more than a file of this length can have. */
  visit(what: string, at: number, mark: string): void {
    this.expect(what, at, Math.max(mark.length, 1));
    if (++this.#visits > this.bytes.length / 4 + 64) this.fail('structures must be fewer', `${this.#visits}`);
    const own = this.bytes.subarray(at, at + mark.length);
    if (fromAscii(own) !== mark) this.fail(`${what} at ${at} must begin with ${mark}`, looksLike(own));
  }

  u8(at: number): number {
    this.expect('a number', at, 1);
    return this.bytes[at];
  }

  u16(at: number): number {
    this.expect('a number', at, 2);
    return this.#view.getUint16(at, true);
  }

  u32(at: number): number {
    this.expect('a number', at, 4);
    return this.#view.getUint32(at, true);
  }

  /** A size or an address; FormatError above 2⁵³, but for the address of nothing. */
  u64(at: number): number {
    const low = this.u32(at), high = this.u32(at + 4);
    if (low === 0xffffffff && high === 0xffffffff) return NOWHERE;
    const value = high * 2 ** 32 + low;
    return Number.isSafeInteger(value) ? value : this.fail('a size must be below 2⁵³', `${value}`);
  }

  /** Text from `at` up to a null or the end of `length`. */
  text(at: number, length: number): string {
    this.expect('a text', at, length);
    const own = this.bytes.subarray(at, at + length), end = own.indexOf(0);
    return fromAscii(end < 0 ? own : own.subarray(0, end));
  }
}
