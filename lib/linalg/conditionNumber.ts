/**
 * The condition of a matrix.
 * @module
 */
import type { FloatArray } from '../kernels/index.ts';
import { expectSquare } from './checks.ts';
import { factor } from './factor.ts';

/**
 * ‖A‖₁·‖A⁻¹‖₁ of a matrix of order n, estimated as `inverseNorm` says: seldom less than a third of it. 1 for n = 0, Infinity where a
 * pivot is 0 or not finite. In a precision of unit roundoff u, what exceeds 1/u says no more than that.
 *
 * Throws TypeError, ShapeError or RangeError for what is no n × n matrix of finite numbers.
 */
export function conditionNumber(a: FloatArray, n: number): number {
  expectSquare('conditionNumber', a, n);
  return 1 / factor(a, n).reciprocalCondition;
}
