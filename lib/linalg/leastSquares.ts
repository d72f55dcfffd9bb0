/**
 * Linear least squares.
 * @module
 */
import { expectInteger } from '../core/errors.ts';
import type { FloatArray, Kernels } from '../kernels/index.ts';
import { checkConditionOptions, expectFiniteResult, expectInvertible, expectMatrix, expectSameKind, type ConditionOptions } from './checks.ts';
import { geqrf } from './geqrf.ts';
import { ormqr } from './ormqr.ts';
import { reciprocalCondition } from './reciprocalCondition.ts';
import { trsm } from './trsm.ts';
import { trsv } from './trsv.ts';
import { workspace } from './workspace.ts';

/**
 * X, n × columns, that makes ‖A·x − b‖₂ least for each column b of B, in a new array; A is m × n with m ≥ n and of full rank, B m × columns.
 *
 * X = R⁻¹·(Qᵀ·B), by `geqrf`, `ormqr` and `trsm`.
 *
 * Throws: SingularMatrixError where R has a 0 on its diagonal or its condition, as estimated, exceeds `conditionLimit`: columns of A
 *         depend on each other; RangeError for m < n, or where X overflows; TypeError, ShapeError or RangeError for operands that are not
 *         matrices of finite numbers that fit, of one precision.
 * Source: Golub, "Numerical methods for solving linear least squares problems", Numer. Math. 7, 1965.
 */
export function leastSquares<A extends FloatArray>(a: A, b: A, m: number, n: number, columns: number = 1, options: ConditionOptions = {}): A {
  expectInteger('leastSquares', 'n', n);
  expectInteger('leastSquares', 'm', m, n);
  expectInteger('leastSquares', 'columns', columns);
  expectMatrix('leastSquares', 'a', a, m, n);
  expectMatrix('leastSquares', 'b', b, m, columns);
  expectSameKind('leastSquares', a, b);
  const limit = checkConditionOptions('leastSquares', a, options);
  const tau = m * n, work = tau + n, start = work + Math.max(n, columns), lda = Math.max(1, n), ldb = Math.max(1, columns);
  const { k, array } = workspace(a, start + m * columns);
  array.set(a);
  array.set(b, start);
  geqrf(k, m, n, array, 0, lda, array, tau, array, work);
  const failed = firstZero(n, array), reciprocal = failed >= 0 ? 0 : conditionOfTriangle(k, n, array, work);
  expectInvertible('leastSquares', { array, offset: 0, step: n + 1, count: n, failed, reciprocalCondition: reciprocal, growth: 1 }, limit);
  ormqr(k, 'T', m, columns, n, array, 0, lda, array, tau, array, start, ldb, array, work);
  trsm(k, 'L', 'U', 'N', 'N', n, columns, 1, array, 0, lda, array, start, ldb);
  const x = array.slice(start, start + n * columns) as A;
  expectFiniteResult('leastSquares', x);
  return x;
}

function firstZero(n: number, r: FloatArray): number {
  for (let i = 0; i < n; i++) if (r[i * (n + 1)] === 0 || !Number.isFinite(r[i * (n + 1)])) return i;
  return -1;
}

/** 1/(‖R‖₁·‖R⁻¹‖₁), as estimated, of R at the start of `array`. */
function conditionOfTriangle<A extends FloatArray>(k: Kernels<A>, n: number, array: A, work: number): number {
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) sums[j] += Math.abs(array[i * n + j]);
  const norm = sums.reduce((largest, sum) => Math.max(largest, sum), 0);
  return reciprocalCondition(n, norm, (trans) => trsv(k, 'U', trans, 'N', n, array, 0, n, array, work), array, work);
}
