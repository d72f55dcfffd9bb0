/**
 * The kinds of numbers of safetensors, and how they become binary32.
 *
 * binary32 holds F32, F16, BF16, F8_E5M2, F8_E4M3, BOOL and integers of 8 and 16 bits exactly. F64 and integers of 32
 * and 64 bits are rounded once, to the nearest, ties to even.
 * @module
 */

import { float32OfBits } from '../../core/float32.ts';

/** Element i of a view as a number that binary32 or binary64 holds, or as a bigint. */
type Read = (view: DataView, i: number) => number | bigint;

export interface Dtype {
  /** Of an element. */
  readonly bits: number;
  /** Absent of kinds that nobody converts here. */
  readonly read?: Read;
}

/** Sign, exponent and mantissa of a small float, whose exponent of ones is that of ∞ and NaN. */
function smallFloat(bits: number, exponentBits: number, mantissaBits: number): number {
  const most = 2 ** 8 - 1 >> (8 - exponentBits), bias = most >> 1, sign = bits >> (exponentBits + mantissaBits);
  const exponent = (bits >> mantissaBits) & most, mantissa = bits & ((1 << mantissaBits) - 1);
  const magnitude = exponent === 0 ? mantissa * float32OfBits((128 - bias - mantissaBits) << 23)
    : float32OfBits((exponent === most ? 255 : exponent - bias + 127) << 23 | mantissa << (23 - mantissaBits));
  return sign === 0 ? magnitude : -magnitude;
}

/** E4M3 as of the OCP: no infinities, NaN where all bits of exponent and mantissa are 1. */
function float8e4m3(bits: number): number {
  if ((bits & 0x7f) === 0x7f) return NaN;
  const isHigh = (bits & 0x78) === 0x78; // an exponent of ones is one like others: half of it, doubled
  return isHigh ? 2 * smallFloat(bits - 8, 4, 3) : smallFloat(bits, 4, 3);
}

const known: readonly (readonly [name: string, dtype: Dtype])[] = [
  ['U64', { bits: 64, read: (view, i) => view.getBigUint64(8 * i, true) }],
  ['I64', { bits: 64, read: (view, i) => view.getBigInt64(8 * i, true) }],
  ['F64', { bits: 64, read: (view, i) => view.getFloat64(8 * i, true) }],
  ['C64', { bits: 64 }],
  ['F32', { bits: 32, read: (view, i) => view.getFloat32(4 * i, true) }],
  ['U32', { bits: 32, read: (view, i) => view.getUint32(4 * i, true) }],
  ['I32', { bits: 32, read: (view, i) => view.getInt32(4 * i, true) }],
  ['BF16', { bits: 16, read: (view, i) => float32OfBits(view.getUint16(2 * i, true) << 16) }],
  ['F16', { bits: 16, read: (view, i) => smallFloat(view.getUint16(2 * i, true), 5, 10) }],
  ['U16', { bits: 16, read: (view, i) => view.getUint16(2 * i, true) }],
  ['I16', { bits: 16, read: (view, i) => view.getInt16(2 * i, true) }],
  ['F8_E5M2FNUZ', { bits: 8 }],
  ['F8_E4M3FNUZ', { bits: 8 }],
  ['F8_E8M0', { bits: 8 }],
  ['F8_E4M3', { bits: 8, read: (view, i) => float8e4m3(view.getUint8(i)) }],
  ['F8_E5M2', { bits: 8, read: (view, i) => smallFloat(view.getUint8(i), 5, 2) }],
  ['I8', { bits: 8, read: (view, i) => view.getInt8(i) }],
  ['U8', { bits: 8, read: (view, i) => view.getUint8(i) }],
  ['F6_E3M2', { bits: 6 }],
  ['F6_E2M3', { bits: 6 }],
  ['F4', { bits: 4 }],
  ['BOOL', { bits: 8, read: (view, i) => Number(view.getUint8(i) !== 0) }],
];

/** By name, in the order in which a file has them. */
export const DTYPES: ReadonlyMap<string, Dtype> = new Map(known);

/** The largest integer that binary64 holds with all before it. */
const EXACT = BigInt(Number.MAX_SAFE_INTEGER);
/** Bits that are cut off a larger one; that one of them was set is kept in the last bit of the rest. */
const CUT = 11n;

/** The nearest binary32 of an integer of 64 bits: through binary64 it would be rounded twice. */
function nearestOf(value: bigint): number {
  if (value <= EXACT && value >= -EXACT) return Math.fround(Number(value));
  const rest = value >> CUT, isCut = rest << CUT !== value;
  return Math.fround(Number(isCut ? rest | 1n : rest)) * 2048;
}

/** Elements as binary32, and the largest |value − its binary32|: 0 where all are exact. */
export function toFloat32(
  read: Read, view: DataView, count: number,
): { readonly values: Float32Array; readonly largestError: number } {
  const values = new Float32Array(count);
  let largestError = 0;
  for (let i = 0; i < count; i++) {
    const exact = read(view, i);
    values[i] = typeof exact === 'bigint' ? nearestOf(exact) : exact;
    if (values[i] === exact || Number.isNaN(exact)) continue;
    const error = typeof exact === 'bigint' ? Number(exact - BigInt(values[i])) : exact - values[i];
    largestError = Math.max(largestError, Math.abs(error));
  }
  return { values, largestError };
}
