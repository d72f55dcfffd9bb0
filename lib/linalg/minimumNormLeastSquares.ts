/**
 * Least squares of matrices of any shape and rank.
 * @module
 */

import { expectInteger } from '../core/errors.ts';
import type { FloatArray } from '../kernels/index.ts';
import { expectFiniteResult, expectMatrix, expectSameKind } from './checks.ts';
import { minimumNormInto } from './minimumNorm.ts';
import { toleranceOf, type RankOptions } from './rank.ts';
import { expectSized } from './svd.ts';
import { zeros } from './workspace.ts';

/**
 * X, n × columns, in a new array: for each column b of B, m × columns, the shortest of all x that make ‖A·x − b‖₂
 * least. A is m × n of any rank, m < n too: X = A⁺·B, by the singular values that {@link rank} counts, in binary64,
 * rounded once. Where A has full rank and m ≥ n, `leastSquares` takes fewer operations, and units of columns do not
 * matter to it.
 *
 * Throws RangeError where X overflows, and as {@link rank} does; TypeError, ShapeError or RangeError for a B that does
 * not fit, or is of another precision.
 */
export function minimumNormLeastSquares<A extends FloatArray>(
  a: A, b: A, m: number, n: number, columns: number = 1, options: RankOptions = {},
): A {
  const who = 'minimumNormLeastSquares';
  expectSized(who, a, m, n);
  expectInteger(who, 'columns', columns);
  expectMatrix(who, 'b', b, m, columns);
  expectSameKind(who, a, b);
  const tolerance = toleranceOf(who, options, a, m, n), x = zeros(a, n * columns);
  minimumNormInto(a, m, n, tolerance, b, columns, x);
  expectFiniteResult(who, x);
  return x;
}
