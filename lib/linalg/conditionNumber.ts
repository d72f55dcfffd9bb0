/**
 * The condition of a matrix.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';
import { expectSquare } from './checks.ts';
import { factor } from './factor.ts';
import { largestMagnitude } from './norm.ts';
import { exponentOf, timesPowerOfTwo } from './powers.ts';

/**
 * ‖A‖₁·‖A⁻¹‖₁ of a matrix of order n, estimated as `inverseNorm` says: seldom less than a third of it. 1 for n = 0,
 * Infinity where a pivot is 0. In a precision of unit roundoff u, what exceeds 1/u says no more than that.
 *
 * It is that of A as it stands, and so of the units of its rows and columns: the inverse of diag(1, 10⁻⁹) has every
 * digit, at a condition of 10⁹. `solve` and `inverse` judge A with its units taken out.
 *
 * Throws TypeError, ShapeError or RangeError for what is no n × n matrix of finite numbers.
 */
export function conditionNumber(a: FloatArray, n: number): number {
  expectSquare('conditionNumber', a, n);
  const plain = factor({ a }, n).reciprocalCondition, largest = largestMagnitude(a);
  if (plain > 0 || largest === 0) return 1 / plain;
  // Singular, or overflown: near 1 nothing does.
  const exponent = -exponentOf(largest), near = a.map((value) => timesPowerOfTwo(value, exponent));
  return 1 / factor({ a: near }, n).reciprocalCondition;
}
