/**
 * Eigenvalues and eigenvectors of symmetric matrices.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';
import { expectFiniteResult, expectSymmetric } from './checks.ts';
import { syev } from './syev.ts';
import { zeros } from './workspace.ts';

/** A = V·diag(values)·Vᵀ. */
export interface SymmetricEigen<A extends FloatArray> {
  /** n eigenvalues, ascending. */
  readonly values: A;
  /** n × n: column j is the unit eigenvector of values[j], its first element of the largest magnitude positive. */
  readonly vectors: A;
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix of order n, up to some hundreds: by {@link syev} in binary64,
 * rounded once. Of A the lower triangle is read.
 *
 * Throws RangeError for a matrix that is not symmetric to √u times its largest element, and where an eigenvalue
 * overflows; TypeError, ShapeError or RangeError for what is no n × n matrix of finite numbers.
 */
export function eigenSymmetric<A extends FloatArray>(a: A, n: number): SymmetricEigen<A> {
  expectSymmetric('eigenSymmetric', a, n);
  const values64 = new Float64Array(n), vectors64 = new Float64Array(n * n), values = zeros(a, n);
  const vectors = zeros(a, n * n);
  syev(n, Float64Array.from(a), values64, vectors64);
  values.set(values64);
  vectors.set(vectors64);
  expectFiniteResult('eigenSymmetric', values);
  return { values, vectors };
}
