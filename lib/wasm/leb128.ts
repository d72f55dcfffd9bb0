/**
 * LEB128: whole numbers in groups of seven bits, the least significant first; the top bit says that more follow.
 *
 * Source: WebAssembly Core Specification, binary format, section 5.2.2, which also limits a number of N bits to
 * ceil(N / 7) bytes and demands that the bits left over in the last byte repeat the sign (or are zero when unsigned).
 * @module
 */

import { expectInteger, FormatError } from '../core/errors.ts';

/** The most bytes that a 64-bit number takes. */
export const LONGEST_LEB128 = 10;

/** Writes an integer from 0 to 2³² − 1 at `at`, shortest form; returns where it ends. */
export function encodeUnsigned(out: Uint8Array, at: number, value: number): number {
  expectInteger('encodeUnsigned', 'value', value, 0, 0xffffffff);
  while (value > 0x7f) {
    out[at++] = (value & 0x7f) | 0x80;
    value >>>= 7;
  }
  out[at++] = value;
  return at;
}

/** Writes an integer from −2³¹ to 2³¹ − 1 at `at`, shortest form; returns where it ends. */
export function encodeSigned(out: Uint8Array, at: number, value: number): number {
  expectInteger('encodeSigned', 'value', value, -0x80000000, 0x7fffffff);
  while (value < -0x40 || value > 0x3f) {
    out[at++] = (value & 0x7f) | 0x80;
    value >>= 7;
  }
  out[at++] = value & 0x7f;
  return at;
}

/** Writes the low 64 bits of `value` as a signed number at `at`, shortest form; returns where it ends. */
export function encodeSigned64(out: Uint8Array, at: number, value: bigint): number {
  value = BigInt.asIntN(64, value);
  while (value < -0x40n || value > 0x3fn) {
    out[at++] = Number(value & 0x7fn) | 0x80;
    value >>= 7n;
  }
  out[at++] = Number(value & 0x7fn);
  return at;
}

/** A number that was read, and where the next byte is. */
export interface Decoded {
  readonly value: bigint;
  readonly end: number;
}

/** Reads an unsigned number of at most `bits` bits at `at`. FormatError if it is cut short, too long or too large. */
export function decodeUnsigned(bytes: Uint8Array, at: number, bits: number): Decoded {
  const { value, end } = decodeGroups(bytes, at, bits);
  if (value >> BigInt(bits) !== 0n) {
    throw new FormatError(`decodeUnsigned: the number at byte ${at} must fit ${bits} bits, got ${value}`);
  }
  return { value, end };
}

/** Reads a signed number of at most `bits` bits at `at`. FormatError if it is cut short, too long or too large. */
export function decodeSigned(bytes: Uint8Array, at: number, bits: number): Decoded {
  const { value: groups, end } = decodeGroups(bytes, at, bits);
  const value = BigInt.asIntN(7 * (end - at), groups);
  if (BigInt.asIntN(bits, value) !== value) {
    throw new FormatError(`decodeSigned: the number at byte ${at} must fit ${bits} bits, got ${value}`);
  }
  return { value, end };
}

function decodeGroups(bytes: Uint8Array, at: number, bits: number): Decoded {
  let value = 0n;
  for (let position = at, shift = 0; shift < bits; position++, shift += 7) {
    if (position >= bytes.length) {
      throw new FormatError(`LEB128: the number at byte ${at} must end within the ${bytes.length} bytes, got no end`);
    }
    value |= BigInt(bytes[position] & 0x7f) << BigInt(shift);
    if (bytes[position] < 0x80) return { value, end: position + 1 };
  }
  throw new FormatError(`LEB128: the number at byte ${at} must take at most ${Math.ceil(bits / 7)} bytes, got more`);
}
