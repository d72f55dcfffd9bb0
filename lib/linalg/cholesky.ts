/**
 * Cholesky's factor.
 * @module
 */
import { NotPositiveDefiniteError } from '../core/errors.ts';
import type { FloatArray } from '../kernels/index.ts';
import { expectSymmetric } from './checks.ts';
import { potrf } from './potrf.ts';
import { workspace } from './workspace.ts';

/**
 * L of A = L·Lᵀ for A symmetric and positive definite, of order n; zeros above the diagonal. {@link potrf} has the order of operations:
 * it reads the lower triangle, and tells by a number, not by an error, where A is not positive definite.
 *
 * Throws NotPositiveDefiniteError with the pivot; RangeError for a matrix that is not symmetric to √u times its largest element;
 * TypeError, ShapeError or RangeError for what is no n × n matrix of finite numbers.
 */
export function cholesky<A extends FloatArray>(a: A, n: number): A {
  expectSymmetric('cholesky', a, n);
  const { k, array } = workspace(a, n * n);
  array.set(a);
  const failed = potrf(k, n, array, 0, Math.max(1, n));
  if (failed >= 0) {
    const value = array[failed * (n + 1)];
    throw new NotPositiveDefiniteError(`cholesky: a must be positive definite, got ${value} as pivot ${failed} of ${n}`, failed, value);
  }
  return array.slice(0, n * n) as A;
}
