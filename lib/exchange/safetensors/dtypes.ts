/**
 * The kinds of numbers of safetensors, and how they become binary32.
 *
 * binary32 holds F32, F16, BF16, F8_E5M2, F8_E4M3, BOOL and integers of 8 and 16 bits exactly. F64 and integers of 32
 * and 64 bits are rounded once, to the nearest, ties to even.
 * @module
 */

import { fromBfloat16, fromBinary16, fromFloat8e4m3, fromFloat8e5m2 } from '../../core/smallFloats.ts';

/** Element i of a view as a number that binary32 or binary64 holds, or as a bigint. */
type Read = (view: DataView, i: number) => number | bigint;

export interface Dtype {
  /** Of an element. */
  readonly bits: number;
  /** Absent of kinds that nobody converts here. */
  readonly read?: Read;
}

const known: readonly (readonly [name: string, dtype: Dtype])[] = [
  ['U64', { bits: 64, read: (view, i) => view.getBigUint64(8 * i, true) }],
  ['I64', { bits: 64, read: (view, i) => view.getBigInt64(8 * i, true) }],
  ['F64', { bits: 64, read: (view, i) => view.getFloat64(8 * i, true) }],
  ['C64', { bits: 64 }],
  ['F32', { bits: 32, read: (view, i) => view.getFloat32(4 * i, true) }],
  ['U32', { bits: 32, read: (view, i) => view.getUint32(4 * i, true) }],
  ['I32', { bits: 32, read: (view, i) => view.getInt32(4 * i, true) }],
  ['BF16', { bits: 16, read: (view, i) => fromBfloat16(view.getUint16(2 * i, true)) }],
  ['F16', { bits: 16, read: (view, i) => fromBinary16(view.getUint16(2 * i, true)) }],
  ['U16', { bits: 16, read: (view, i) => view.getUint16(2 * i, true) }],
  ['I16', { bits: 16, read: (view, i) => view.getInt16(2 * i, true) }],
  ['F8_E5M2FNUZ', { bits: 8 }],
  ['F8_E4M3FNUZ', { bits: 8 }],
  ['F8_E8M0', { bits: 8 }],
  ['F8_E4M3', { bits: 8, read: (view, i) => fromFloat8e4m3(view.getUint8(i)) }],
  ['F8_E5M2', { bits: 8, read: (view, i) => fromFloat8e5m2(view.getUint8(i)) }],
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
