/**
 * Columns whose numbers lie near the ends of the range.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';
import { exponentOf, timesPowerOfTwo } from './powers.ts';
import { rangeOf, widestExponent } from './precision.ts';

/** Exponents eⱼ where columns j are multiplied by 2^eⱼ; undefined where all of them are 0. */
export type Exponents = Int32Array | undefined;

/**
 * −e for each column whose largest magnitude, in [2ᵉ, 2ᵉ⁺¹), is beyond what `widestExponent` says, or, if `all`, for
 * each that is not 0.
 */
export function columnExponents(
  m: number, n: number, x: FloatArray, offset: number, ld: number, all: boolean = false,
): Exponents {
  if (!all && areColumnsNearOne(m, n, x, offset, ld)) return undefined;
  const widest = all ? 0 : widestExponent(x), largest = largestOfColumns(m, n, x, offset, ld);
  let exponents: Exponents;
  for (let j = 0; j < n; j++) {
    const exponent = largest[j] > 0 && largest[j] < Infinity ? exponentOf(largest[j]) : 0;
    if (Math.abs(exponent) > widest) (exponents ??= new Int32Array(n))[j] = -exponent;
  }
  return exponents;
}

/**
 * Whether no magnitude is above the widest power, and each column has one that is not below the least: what most
 * matrices are, and quickly seen.
 */
export function areColumnsNearOne(m: number, n: number, x: FloatArray, offset: number, ld: number): boolean {
  const { least, beyond } = rangeOf(x);
  for (let i = 0; i < m; i++) {
    for (let at = offset + i * ld, end = at + n; at < end; at++) if (!(Math.abs(x[at]) < beyond)) return false;
  }
  for (let j = 0; j < n; j++) {
    let i = 0;
    while (i < m && Math.abs(x[offset + i * ld + j]) < least) i++;
    if (i === m) return false;
  }
  return true;
}

/** max |xᵢⱼ| of each column j. */
function largestOfColumns(m: number, n: number, x: FloatArray, offset: number, ld: number): Float64Array {
  const largest = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    for (let j = 0, at = offset + i * ld; j < n; j++, at++) {
      const magnitude = Math.abs(x[at]);
      if (magnitude > largest[j]) largest[j] = magnitude;
    }
  }
  return largest;
}

/** Column j ← column j · 2^(sign·eⱼ), rows 0 to m − 1; with `upper` only what stands in and above the diagonal. */
export function scaleColumns(
  m: number, n: number, x: FloatArray, offset: number, ld: number,
  exponents: Exponents, sign: 1 | -1, upper: boolean = false,
): void {
  for (let j = 0; exponents !== undefined && j < n; j++) {
    const exponent = sign * exponents[j], rows = upper ? Math.min(m, j + 1) : m;
    if (exponent === 0) continue;
    for (let i = 0, at = offset + j; i < rows; i++, at += ld) x[at] = timesPowerOfTwo(x[at], exponent);
  }
}
