/**
 * Singular value decomposition.
 * @module
 */

import { expectInteger } from '../core/errors.ts';
import type { FloatArray } from '../kernels/index.ts';
import { expectFiniteResult, expectMatrix } from './checks.ts';
import { gesvj } from './gesvj.ts';
import { zeros } from './workspace.ts';

/** A = U·diag(values)·Vᵀ; k = min(m, n). */
export interface SingularValues<A extends FloatArray> {
  /** m × k, its columns orthonormal, the first element of the largest magnitude of each positive. */
  readonly u: A;
  /** k singular values, descending. */
  readonly values: A;
  /** n × k, its columns orthonormal: V, not its transpose. */
  readonly v: A;
}

/**
 * The singular value decomposition of an m × n matrix, k = min(m, n) up to some hundreds: by {@link gesvj} in binary64,
 * rounded once.
 *
 * Singular vectors of equal values are any orthonormal ones; so are those of U (of V where m < n) to values of 0.
 *
 * Throws RangeError where a singular value overflows; TypeError, ShapeError or RangeError for what is no m × n matrix
 * of finite numbers.
 */
export function svd<A extends FloatArray>(a: A, m: number, n: number): SingularValues<A> {
  expectSized('svd', a, m, n);
  const { u, values, v } = decompose(a, m, n);
  const rounded = { u: zeros(a, u.length), values: zeros(a, values.length), v: zeros(a, v.length) };
  rounded.u.set(u);
  rounded.values.set(values);
  rounded.v.set(v);
  expectFiniteResult('svd', rounded.values);
  return rounded;
}

/** An m × n matrix of finite numbers. Throws as {@link svd}. */
export function expectSized(who: string, a: FloatArray, m: unknown, n: unknown): void {
  expectInteger(who, 'm', m);
  expectInteger(who, 'n', n);
  expectMatrix(who, 'a', a, m, n);
}

/** The same in binary64, unchecked; values may be Infinity. */
export function decompose(a: FloatArray, m: number, n: number): SingularValues<Float64Array> {
  const k = m * n === 0 ? 0 : Math.min(m, n);
  const values = new Float64Array(k);
  const [u, v] = [m, n].map((rows) => new Float64Array(k === 0 ? 0 : rows * k));
  if (k > 0) gesvj(m, n, Float64Array.from(a), values, u, v);
  return { u, values, v };
}
