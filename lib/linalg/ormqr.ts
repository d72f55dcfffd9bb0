/**
 * Products with the Q of QR factors.
 * @module
 */

import type { FloatArray, Kernels, Transpose } from '../kernels/index.ts';
import { columnExponents, scaleColumns } from './columns.ts';
import { reflect } from './reflect.ts';

/**
 * C ← op(Q)·C for C m × n, where Q is the product of the first `count` reflections that `geqrf` left in `a` and `tau`.
 *
 * `work` has room for n elements. The diagonal of `a` is written, and restored.
 * Order: each reflection as in `geqrf`: H₀ first for Qᵀ, last for Q. Columns of C near the ends of the range are
 *        brought near 1, and back.
 * Throws nothing, as it checks nothing: sizes, offsets and numbers are the caller's to see to.
 */
export function ormqr<A extends FloatArray>(
  k: Kernels<A>, trans: Transpose, m: number, n: number, count: number, a: A, aOffset: number, lda: number, tau: A,
  tauOffset: number,
  c: A, cOffset: number, ldc: number, work: A, workOffset: number,
): void {
  const exponents = columnExponents(m, n, c, cOffset, ldc);
  scaleColumns(m, n, c, cOffset, ldc, exponents, 1);
  applyReflections(k, trans, m, n, count, a, aOffset, lda, tau, tauOffset, c, cOffset, ldc, work, workOffset);
  scaleColumns(m, n, c, cOffset, ldc, exponents, -1);
}

/** The same for columns of C that are not near the ends of the range. */
export function applyReflections<A extends FloatArray>(
  k: Kernels<A>, trans: Transpose, m: number, n: number, count: number, a: A, aOffset: number, lda: number,
  tau: A, tauOffset: number, c: A, cOffset: number, ldc: number, work: A, workOffset: number,
): void {
  for (let i = 0; i < count; i++) {
    const j = trans === 'T' ? i : count - 1 - i;
    reflect(
      k, m - j, n, a, aOffset + j * (lda + 1), lda, tau[tauOffset + j], c, cOffset + j * ldc, ldc, work, workOffset,
    );
  }
}
