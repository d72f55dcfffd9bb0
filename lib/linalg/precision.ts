/**
 * The two precisions, and how far their numbers may lie from 1.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';

/** Whether an array, of whatever realm, is of binary32, not of binary64. */
export function isSingle(like: FloatArray): boolean {
  return like.BYTES_PER_ELEMENT === 4;
}

export function precisionOf(like: FloatArray): string {
  return isSingle(like) ? 'binary32' : 'binary64';
}

/** Half a unit in the last place of 1: the largest relative error of one rounding. */
export function unitRoundoff(like: FloatArray): number {
  return isSingle(like) ? 2 ** -24 : 2 ** -53;
}

/**
 * From 2 to minus this to 2 to this, neither products of two numbers nor their quotients come near the ends of the
 * range.
 */
export function widestExponent(like: FloatArray): number {
  return isSingle(like) ? 60 : 500;
}

/** The magnitudes of those exponents. */
interface Range {
  readonly least: number;
  /** The first beyond. */
  readonly beyond: number;
}

const SINGLE: Range = { least: 2 ** -60, beyond: 2 ** 61 };
const DOUBLE: Range = { least: 2 ** -500, beyond: 2 ** 501 };

export function rangeOf(like: FloatArray): Range {
  return isSingle(like) ? SINGLE : DOUBLE;
}
