/**
 * Linear least squares.
 * @module
 */

import { expectInteger } from '../core/errors.ts';
import type { FloatArray, Kernels, Transpose } from '../kernels/index.ts';
import {
  checkConditionOptions, expectFiniteResult, expectMatrix, expectSameKind, failedPivot, isInvertible, singular,
  worstPivot,
  type ConditionOptions, type Judged,
} from './checks.ts';
import { columnExponents, scaleColumns } from './columns.ts';
import { reflectColumns } from './geqrf.ts';
import { applyReflections } from './ormqr.ts';
import { timesPowerOfTwo } from './powers.ts';
import { reciprocalCondition } from './reciprocalCondition.ts';
import { trsm } from './trsm.ts';
import { trsv } from './trsv.ts';
import { workspace, zeros } from './workspace.ts';

/**
 * X, n × columns, that makes ‖A·x − b‖₂ least for each column b of B, in a new array; A is m × n with m ≥ n and of full
 * rank, B m × columns.
 *
 * X = R⁻¹·(Qᵀ·B), by `geqrf`, `ormqr` and `trsm`.
 *
 * Throws: SingularMatrixError where R has a 0 on its diagonal, or its condition ‖R‖₁·‖R⁻¹‖₁, as estimated, exceeds
 *         `conditionLimit`, and so does that of R with each column brought to [1, 2) by a power of two: columns of A
 *         depend on each other, in whatever units; RangeError for m < n, or where X overflows; TypeError, ShapeError or
 *         RangeError for operands that are not matrices of finite numbers that fit, of one precision.
 * Source: Golub, "Numerical methods for solving linear least squares problems", Numer. Math. 7, 1965.
 */
export function leastSquares<A extends FloatArray>(
  a: A, b: A, m: number, n: number, columns: number = 1, options: ConditionOptions = {},
): A {
  expectInteger('leastSquares', 'n', n);
  expectInteger('leastSquares', 'm', m, n);
  expectInteger('leastSquares', 'columns', columns);
  expectMatrix('leastSquares', 'a', a, m, n);
  expectMatrix('leastSquares', 'b', b, m, columns);
  expectSameKind('leastSquares', a, b);
  const limit = checkConditionOptions('leastSquares', a, options);
  if (n === 0) return zeros(a, 0);
  const tau = m * n, work = tau + n, start = work + Math.max(n, columns), lda = Math.max(1, n);
  const ldb = Math.max(1, columns);
  const { k, array } = workspace(a, start + m * columns);
  array.set(a);
  array.set(b, start);
  const ofA = columnExponents(m, n, array, 0, lda), ofB = columnExponents(m, columns, array, start, ldb);
  scaleColumns(m, n, array, 0, lda, ofA, 1);
  scaleColumns(m, columns, array, start, ldb, ofB, 1);
  reflectColumns(k, m, n, array, 0, lda, array, tau, array, work);
  expectFullRank(k, n, array, work, limit);
  applyReflections(k, 'T', m, columns, n, array, 0, lda, array, tau, array, start, ldb, array, work);
  trsm(k, 'L', 'U', 'N', 'N', n, columns, 1, array, 0, lda, array, start, ldb);
  const x = array.slice(start, start + n * columns) as A;
  if (ofA !== undefined || ofB !== undefined) {
    x.forEach((value, at) => {
      x[at] = timesPowerOfTwo(value, (ofA?.[Math.floor(at / columns)] ?? 0) - (ofB?.[at % columns] ?? 0));
    });
  }
  expectFiniteResult('leastSquares', x);
  return x;
}

/**
 * SingularMatrixError unless the condition of R, at the start of `array`, is within the limit, or that of R with its
 * columns brought near 1.
 */
function expectFullRank<A extends FloatArray>(k: Kernels<A>, n: number, array: A, work: number, limit: number): void {
  const failed = failedPivot(n, array, n + 1), plain = judge(k, n, array, failed, array, work);
  if (isInvertible(plain, limit, array)) return;
  const pivot = worstPivot(array, n + 1, n, failed), r = zeros(array, n * n);
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) r[i * n + j] = array[i * n + j];
  scaleColumns(n, n, r, 0, n, columnExponents(n, n, r, 0, n, true), 1);
  const scaled = failed >= 0 ? undefined : judge(k, n, r, failed, array, work);
  if (scaled !== undefined && isInvertible(scaled, limit, array)) return;
  const must = 'have linearly independent columns', how = 'with columns scaled by powers of two';
  throw singular('leastSquares', { must, limit, like: array, pivot, plain, scaled, how });
}

/** Of R at the start of `r`, as it stands: its condition 1/(‖R‖₁·‖R⁻¹‖₁), as estimated. R = Qᵀ·A does not outgrow A. */
function judge<A extends FloatArray>(
  k: Kernels<A>, n: number, r: A, failed: number, work: A, workOffset: number,
): Judged {
  if (failed >= 0) return { failed, reciprocalCondition: 0, growth: 1 };
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) sums[j] += Math.abs(r[i * n + j]);
  const norm = sums.reduce((largest, sum) => Math.max(largest, sum), 0);
  const solve = (trans: Transpose): void => trsv(k, 'U', trans, 'N', n, r, 0, n, work, workOffset);
  return { failed, reciprocalCondition: reciprocalCondition(n, norm, solve, work, workOffset), growth: 1 };
}
