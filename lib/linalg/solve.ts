/**
 * Systems of linear equations.
 * @module
 */

import { expectBoolean, expectInteger } from '../core/errors.ts';
import type { FloatArray } from '../kernels/index.ts';
import {
  checkConditionOptions, expectFiniteResult, expectMatrix, expectSameKind, expectSquare, type ConditionOptions,
} from './checks.ts';
import { factorInvertible } from './factor.ts';
import { getrs } from './getrs.ts';
import { refineInto } from './refine.ts';
import { scaledRight, unscale } from './rightHand.ts';
import { zeros } from './workspace.ts';

/** What {@link solve} takes. */
export interface SolveOptions extends ConditionOptions {
  /** Iterative refinement with residuals in binary64, see {@link solve}; default false. */
  readonly refine?: boolean;
}

/**
 * X of A·X = B, for A of order n and B n × columns, in a new array: LU factors with partial pivoting, see `getrf`
 * and `getrs`.
 *
 * With `refine`, R = B − A·X is computed in binary64 and rounded once, D of A·D = R is added to X, again and again,
 * each column by itself, until D is no more than a rounding of X, or no less than half the D before, which is then
 * not added. In binary32 each element of X is then right to about u·‖x‖, as long as the condition is well below 1/u;
 * in binary64 the residual becomes as small as can be.
 *
 * Units:  where A as it stands is refused, or its numbers come near the ends of the range, S = D·A·E is solved, D and E
 *         being powers of two that take the units of rows and columns out: A·x = b is S·(E⁻¹·x) = D·b.
 * Bound:  |A·x − b| ≤ 3·n·u·|L||U||x| to first order, for the factors of what is solved.
 * Throws: SingularMatrixError where, of A and of S, a pivot is 0, the condition ‖S‖₁·‖S⁻¹‖₁ as estimated exceeds
 *         `conditionLimit`, or U has elements 1/(2u) times as large as those of S, which partial pivoting lets happen;
 *         RangeError where X overflows; TypeError, ShapeError or RangeError for operands that are not matrices of
 *         finite numbers that fit, of one precision.
 * Source: Higham, "Accuracy and stability of numerical algorithms", 2nd ed., 2002, chapters 9 and 12.
 */
export function solve<A extends FloatArray>(a: A, b: A, n: number, columns: number = 1, options: SolveOptions = {}): A {
  expectSquare('solve', a, n);
  expectInteger('solve', 'columns', columns);
  expectMatrix('solve', 'b', b, n, columns);
  expectSameKind('solve', a, b);
  const limit = checkConditionOptions('solve', a, options, ['refine']), { refine = false } = options;
  expectBoolean('solve', 'refine', refine);
  if (n === 0) return zeros(a, 0);
  const system = factorInvertible('solve', a, n, n * columns, limit), { k, array, pivots, free } = system;
  const right = scaledRight(n, columns, b, system), ldb = Math.max(1, columns);
  array.set(right.b, free);
  getrs(k, 'N', n, columns, array, 0, Math.max(1, n), pivots, array, free, ldb);
  const x = array.slice(free, free + n * columns) as A;
  if (refine) refineInto(system.a, right.b, n, columns, x, system);
  unscale(n, columns, x, system, right);
  expectFiniteResult('solve', x);
  return x;
}
