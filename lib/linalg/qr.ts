/**
 * QR factors.
 * @module
 */

import { expectInteger } from '../core/errors.ts';
import type { FloatArray } from '../kernels/index.ts';
import { expectFiniteResult, expectMatrix } from './checks.ts';
import { geqrf } from './geqrf.ts';
import { applyReflections } from './ormqr.ts';
import { workspace, zeros } from './workspace.ts';

/** A = Q·R. */
export interface QrFactors<A extends FloatArray> {
  /** m × min(m, n), its columns orthonormal. */
  readonly q: A;
  /** min(m, n) × n, zeros below the diagonal, which may be of either sign. */
  readonly r: A;
}

/**
 * QR factors of an m × n matrix by Householder's reflections: {@link geqrf} has the order of operations, `ormqr` makes
 * Q of the identity.
 *
 * Throws TypeError, ShapeError or RangeError for what is no m × n matrix of finite numbers, and RangeError where
 * R overflows.
 */
export function qr<A extends FloatArray>(a: A, m: number, n: number): QrFactors<A> {
  expectInteger('qr', 'm', m);
  expectInteger('qr', 'n', n);
  expectMatrix('qr', 'a', a, m, n);
  if (m * n === 0) return { q: zeros(a, 0), r: zeros(a, 0) };
  const count = Math.min(m, n), tau = m * n, work = tau + count, start = work + Math.max(n, count);
  const lda = Math.max(1, n), ldq = Math.max(1, count);
  const { k, array } = workspace(a, start + m * count);
  array.set(a);
  geqrf(k, m, n, array, 0, lda, array, tau, array, work);
  array.fill(0, start, start + m * count);
  for (let i = 0; i < count; i++) array[start + i * (count + 1)] = 1;
  applyReflections(k, 'N', m, count, count, array, 0, lda, array, tau, array, start, ldq, array, work);
  const r = zeros(a, count * n), q = array.slice(start, start + m * count) as A;
  for (let i = 0; i < count; i++) r.set(array.subarray(i * n + i, i * n + n), i * n + i);
  expectFiniteResult('qr', r);
  return { q, r };
}
