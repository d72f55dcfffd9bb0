/**
 * The rank of a matrix.
 * @module
 */

import { expectKnownOptions, expectNumber } from '../core/errors.ts';
import type { FloatArray } from '../kernels/index.ts';
import { broughtNear1 } from './powers.ts';
import { unitRoundoff } from './precision.ts';
import { decompose, expectSized } from './svd.ts';

/** What the doors that judge singular values share. */
export interface RankOptions {
  /**
   * Singular values at most this many times the largest count as 0. Default 2u·max(m, n), u = 2⁻²⁴ in binary32 and 2⁻⁵³
   * in binary64, as in NumPy's `matrix_rank`.
   */
  readonly relativeTolerance?: number;
}

/**
 * How many singular values of an m × n matrix are not 0 but for rounding: those above `relativeTolerance` times the
 * largest. 0 for a matrix of zeros.
 *
 * Throws RangeError for a tolerance that is no number of at least 0; TypeError, ShapeError or RangeError for what is no
 * m × n matrix of finite numbers.
 */
export function rank(a: FloatArray, m: number, n: number, options: RankOptions = {}): number {
  expectSized('rank', a, m, n);
  const tolerance = toleranceOf('rank', options, a, m, n);
  return rankOf(decompose(broughtNear1(a).scaled, m, n).values, tolerance);
}

/** The tolerance that applies. */
export function toleranceOf(who: string, options: RankOptions, like: FloatArray, m: number, n: number): number {
  expectKnownOptions(who, options, ['relativeTolerance']);
  const { relativeTolerance } = options;
  if (relativeTolerance === undefined) return 2 * unitRoundoff(like) * Math.max(m, n);
  expectNumber(who, 'relativeTolerance', relativeTolerance, 0);
  return relativeTolerance;
}

/** How many of the values, descending, count. */
export function rankOf(values: Float64Array, tolerance: number): number {
  let count = 0;
  while (count < values.length && values[count] > tolerance * values[0]) count++;
  return count;
}
