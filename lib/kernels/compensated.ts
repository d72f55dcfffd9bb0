/**
 * Sums that keep what rounding takes from them: for users who want digits, beside the contract's `sum` and `dot`.
 *
 * They work in binary64 on numbers of either precision, as if in twice its digits, and are no part of the arithmetic
 * contract. Source: Ogita, Rump and Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26(6), 2005, algorithms
 * 4.4 and 5.3; Neumaier's sum of 1974 gives the same bits as the first.
 * @module
 */

import { expectFloatArray } from '../core/errors.ts';
import type { FloatArray } from './routines/routine.ts';

/** 2²⁷ + 1: splits 53 digits in two halves. */
const SPLITTER = 2 ** 27 + 1;

/**
 * Σ xᵢ of a Float32Array or Float64Array, in binary64.
 *
 * Bound:  |result − Σ xᵢ| ≤ u·|Σ xᵢ| + γ²·Σ |xᵢ|, γ = n·u/(1 − n·u), u = 2⁻⁵³: correct to the last digit but one where
 *         Σ |xᵢ| is at most some 10¹⁶/n² times |Σ xᵢ|.
 * Range:  where a partial sum overflows it is the sum in plain order, ±Infinity or NaN.
 * Throws: TypeError for what is no such array.
 */
export function compensatedSum(x: FloatArray): number {
  expectFloatArray('compensatedSum', 'x', x);
  let total = 0, lost = 0;
  for (let i = 0; i < x.length; i++) {
    const value = x[i], sum = total + value, part = sum - total;
    lost += total - (sum - part) + (value - part);
    total = sum;
  }
  return Number.isFinite(lost) ? total + lost : total;
}

/**
 * Σ xᵢ·yᵢ of two arrays of one length, each a Float32Array or Float64Array, in binary64.
 *
 * Bound:  |result − Σ xᵢyᵢ| ≤ u·|Σ xᵢyᵢ| + γ²·Σ |xᵢyᵢ| + 5n·2⁻¹⁰⁷⁴, γ = n·u/(1 − n·u), u = 2⁻⁵³; the last term only
 *         where halves of products are subnormal.
 * Range:  where a product or a partial sum overflows, or a number is 2⁹⁹⁶ or larger, it is the sum in plain order.
 * Throws: TypeError for what is no such array, ShapeError for two lengths.
 */
export function compensatedDot(x: FloatArray, y: FloatArray): number {
  expectFloatArray('compensatedDot', 'x', x);
  expectFloatArray('compensatedDot', 'y', y, x.length);
  let total = 0, lost = 0;
  for (let i = 0; i < x.length; i++) {
    const a = x[i], b = y[i], product = a * b;
    const aHigh = highOf(a), aLow = a - aHigh, bHigh = highOf(b), bLow = b - bHigh;
    const rest = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
    const sum = total + product, part = sum - total;
    lost += total - (sum - part) + (product - part) + rest;
    total = sum;
  }
  return Number.isFinite(lost) ? total + lost : total;
}

/** The upper half of a number's digits. */
function highOf(a: number): number {
  const shifted = SPLITTER * a;
  return shifted - (shifted - a);
}
