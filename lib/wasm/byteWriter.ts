/**
 * Bytes that grow at their end, with the encodings that a WebAssembly module is made of.
 * @module
 */

import { encodeSigned, encodeSigned64, encodeUnsigned, LONGEST_LEB128 } from './leb128.ts';

const scratch = new DataView(new ArrayBuffer(8));
const scratchBytes = new Uint8Array(scratch.buffer);
const NAN_32 = 0x7fc00000; // the canonical NaN, so that equal modules have equal bytes on every engine
const NAN_64 = 0x7ff8000000000000n;

/** A growing array of bytes. */
export class ByteWriter {
  length = 0;
  #bytes: Uint8Array = new Uint8Array(256);

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = value;
  }

  /** An integer from 0 to 2³² − 1. */
  unsigned(value: number): void {
    this.#reserve(LONGEST_LEB128);
    this.length = encodeUnsigned(this.#bytes, this.length, value);
  }

  /** An integer from −2³¹ to 2³¹ − 1. */
  signed(value: number): void {
    this.#reserve(LONGEST_LEB128);
    this.length = encodeSigned(this.#bytes, this.length, value);
  }

  signed64(value: bigint): void {
    this.#reserve(LONGEST_LEB128);
    this.length = encodeSigned64(this.#bytes, this.length, value);
  }

  /** Rounded to binary32, little-endian. */
  float32(value: number): void {
    if (value !== value) scratch.setInt32(0, NAN_32, true);
    else scratch.setFloat32(0, value, true);
    this.append(scratchBytes.subarray(0, 4));
  }

  /** Little-endian. */
  float64(value: number): void {
    if (value !== value) scratch.setBigInt64(0, NAN_64, true);
    else scratch.setFloat64(0, value, true);
    this.append(scratchBytes);
  }

  append(bytes: ArrayLike<number>): void {
    this.#reserve(bytes.length);
    for (let i = 0; i < bytes.length; i++) this.#bytes[this.length++] = bytes[i];
  }

  /** The count of bytes, then the bytes. */
  sized(bytes: ArrayLike<number>): void {
    this.unsigned(bytes.length);
    this.append(bytes);
  }

  /** A name: UTF-8 with its count of bytes. ASCII only, as the assembler's callers demand. */
  name(text: string): void {
    this.sized(Array.from(text, (letter) => letter.charCodeAt(0)));
  }

  /** Moves the bytes from `from` to the end in front of those that stand at `to`. */
  moveTail(from: number, to: number): void {
    if (from === to) return;
    const moved = this.length - from;
    this.#reserve(moved);
    this.#bytes.copyWithin(this.length, from, this.length);
    this.#bytes.copyWithin(to + moved, to, from);
    this.#bytes.copyWithin(to, this.length, this.length + moved);
  }

  /** What has been written, as a view that is good until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  #reserve(more: number): void {
    if (this.length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.length + more));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
