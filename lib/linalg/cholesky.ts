/**
 * Cholesky's factor.
 * @module
 */
import { NotPositiveDefiniteError } from '../core/errors.ts';
import type { FloatArray } from '../kernels/index.ts';
import { expectSymmetric } from './checks.ts';
import { potrf } from './potrf.ts';
import { exponentOf, timesPowerOfTwo } from './powers.ts';
import { widestExponent } from './precision.ts';
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
  const exponents = halves(a, n);
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < n; j++, at++) array[at] = timesPowerOfTwo(a[at], exponents[i] + exponents[j]);
  }
  const failed = potrf(k, n, array, 0, Math.max(1, n));
  if (failed >= 0) {
    const value = timesPowerOfTwo(array[failed * (n + 1)], -2 * exponents[failed]);
    throw new NotPositiveDefiniteError(`cholesky: a must be positive definite, got ${value} as pivot ${failed} of ${n}`, failed, value);
  }
  const l = array.slice(0, n * n) as A;
  for (let i = 0; i < n; i++) for (let j = i * n; j <= i * (n + 1); j++) l[j] = timesPowerOfTwo(l[j], -exponents[i]);
  return l;
}

/**
 * For each row and column of A the exponent that brings its diagonal element near 1, where that is near the ends of the
 * range; else 0.
 */
function halves(a: FloatArray, n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => {
    const exponent = a[i * (n + 1)] > 0 ? exponentOf(a[i * (n + 1)]) : 0;
    return Math.abs(exponent) > widestExponent(a) ? -Math.floor(exponent / 2) : 0;
  });
}
