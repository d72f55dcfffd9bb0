/**
 * Bytes that stand for numbers from 0 to 1.
 * @module
 */

import { brand, isOfAnotherCopy } from './brand.ts';
import { expectUint8Array } from './errors.ts';

/** b ⊘ 255 for each byte b. */
export const QUOTIENTS: Float32Array = Float32Array.from({ length: 256 }, (_, b) => b / 255);

/**
 * Grey levels as bytes that a model takes for its input: byte b stands for b ⊘ 255, the binary32 nearest to the
 * quotient, and becomes it where a batch is loaded. So data take a quarter of the memory, and a training has the bits
 * that it has on `toFloat32Array()`.
 *
 *     model.fit(new ScaledBytes(pixels), labels, { epochs: 5 })
 *
 * The bytes are not copied. What looks at single numbers takes `at(i)`, an iteration, or `toFloat32Array()`.
 * Throws TypeError unless `bytes` is a Uint8Array.
 */
export class ScaledBytes {
  static { brand(this, 'ScaledBytes'); }

  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    expectUint8Array('ScaledBytes', 'bytes', bytes);
    this.bytes = bytes;
  }

  /** How many numbers. */
  get length(): number {
    return this.bytes.length;
  }

  /** Number i, from the end where i is negative, as that of a typed array; undefined where there is none. */
  at(i: number): number | undefined {
    const byte = this.bytes.at(i);
    return byte === undefined ? undefined : QUOTIENTS[byte];
  }

  /** Those from `start` to `end` (not included), the same bytes: as that of a typed array. */
  subarray(start?: number, end?: number): ScaledBytes {
    return new ScaledBytes(this.bytes.subarray(start, end));
  }

  /** A copy of those from `start` to `end` (not included). */
  slice(start?: number, end?: number): ScaledBytes {
    return new ScaledBytes(this.bytes.slice(start, end));
  }

  /** The numbers, in a new array. */
  toFloat32Array(): Float32Array {
    const { bytes } = this, numbers = new Float32Array(bytes.length);
    for (let i = 0; i < numbers.length; i++) numbers[i] = QUOTIENTS[bytes[i]];
    return numbers;
  }

  *[Symbol.iterator](): IterableIterator<number> {
    for (const byte of this.bytes) yield QUOTIENTS[byte];
  }
}

/** The value where it is such bytes, be they of another copy of the package; else undefined. */
export function scaledBytesOf(value: unknown): ScaledBytes | undefined {
  if (value instanceof ScaledBytes) return value;
  if (!isOfAnotherCopy(value, ScaledBytes)) return undefined;
  const { bytes }: { readonly bytes?: unknown } = Object(value);
  expectUint8Array('ScaledBytes', 'bytes', bytes);
  return new ScaledBytes(bytes);
}
