/**
 * Cholesky's factor.
 * @module
 */

import { NotPositiveDefiniteError } from '../core/errors.ts';
import type { FloatArray } from '../kernels/index.ts';
import { expectSymmetric } from './checks.ts';
import { potrf } from './potrf.ts';
import { exponentOf, timesPowerOfTwo } from './powers.ts';
import { rangeOf } from './precision.ts';
import { workspace } from './workspace.ts';

/**
 * L of A = L·Lᵀ for A symmetric and positive definite, of order n; zeros above the diagonal. {@link potrf} has
 * the order of operations: it reads the lower triangle, and tells by a number, not by an error, where A is not
 * positive definite.
 *
 * Throws NotPositiveDefiniteError with the pivot; RangeError for a matrix that is not symmetric to √u times its largest
 * element; TypeError, ShapeError or RangeError for what is no n × n matrix of finite numbers.
 */
export function cholesky<A extends FloatArray>(a: A, n: number): A {
  expectSymmetric('cholesky', a, n);
  const { k, array } = workspace(a, n * n), exponents = halves(a, n);
  array.set(a);
  if (exponents !== undefined) scaleBoth(n, array, exponents);
  const failed = potrf(k, n, array, 0, Math.max(1, n));
  if (failed >= 0) {
    const value = timesPowerOfTwo(array[failed * (n + 1)], -2 * (exponents?.[failed] ?? 0));
    throw new NotPositiveDefiniteError(
      `cholesky: a must be positive definite, got ${value} as pivot ${failed} of ${n}`, failed, value,
    );
  }
  const l = array.slice(0, n * n) as A;
  exponents?.forEach((exponent, i) => {
    for (let at = i * n; at <= i * (n + 1); at++) l[at] = timesPowerOfTwo(l[at], -exponent);
  });
  return l;
}

/**
 * For each row and column of A the exponent that brings its diagonal element near 1, where that is near the lower end
 * of the range, else 0; undefined where all are 0. Near the upper end nothing of L overflows, since lᵢⱼ² ≤ aᵢᵢ.
 */
function halves(a: FloatArray, n: number): Int32Array | undefined {
  const { least } = rangeOf(a);
  let exponents: Int32Array | undefined;
  for (let i = 0; i < n; i++) {
    const value = a[i * (n + 1)];
    if (value > 0 && value < least) (exponents ??= new Int32Array(n))[i] = -Math.floor(exponentOf(value) / 2);
  }
  return exponents;
}

/** Row i, and column i, of A times 2^exponents[i]. */
function scaleBoth(n: number, a: FloatArray, exponents: Int32Array): void {
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < n; j++, at++) a[at] = timesPowerOfTwo(a[at], exponents[i] + exponents[j]);
  }
}
