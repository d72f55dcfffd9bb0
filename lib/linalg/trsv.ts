/**
 * Triangular systems with one right-hand side.
 * @module
 */

import type { FloatArray, Kernels, Transpose } from '../kernels/index.ts';
import { divide } from './rearrange.ts';
import type { Diagonal, Triangle } from './trsm.ts';

/** Part of the definition: another size would be another order of sums. */
const ROWS = 16;

/**
 * x ← op(A)⁻¹·x for a triangular A of order n, x adjacent elements.
 *
 * Order: blocks of 16 rows, those that are solved first first. Of each, what is known by then is subtracted by `gemv`,
 *        p ascending; then within the block one x after the other: xₚ ← xₚ ⊘ aₚₚ, and x ← x ⊖ (a ⊗ xₚ) for those that
 *        remain. Where op(A) is lower that is `trsm`'s order; where it is upper it is not, and A need not be turned
 *        round: for estimates.
 * Throws nothing, as it checks nothing: sizes, offsets and numbers are the caller's to see to.
 */
export function trsv<A extends FloatArray>(
  k: Kernels<A>, uplo: Triangle, trans: Transpose, diag: Diagonal, n: number, a: A, aOffset: number, lda: number, x: A,
  xOffset: number,
): void {
  const isLower = (uplo === 'L') === (trans === 'N'), blocks = Math.ceil(n / ROWS);
  for (let i = 0; i < blocks; i++) {
    const start = (isLower ? i : blocks - 1 - i) * ROWS, end = Math.min(n, start + ROWS), rows = end - start;
    const [known, count] = isLower ? [0, start] : [end, n - end];
    const at = xOffset + start;
    if (count > 0) {
      if (trans === 'N') k.gemv(
        'N', rows, count, -1, a, aOffset + start * lda + known, lda, x, xOffset + known, 1, 1, x, at, 1,
      );
      else k.gemv('T', count, rows, -1, a, aOffset + known * lda + start, lda, x, xOffset + known, 1, 1, x, at, 1);
    }
    solveBlock(k, isLower, trans, diag, rows, a, aOffset + start * (lda + 1), lda, x, at);
  }
}

function solveBlock<A extends FloatArray>(
  k: Kernels<A>, isLower: boolean, trans: Transpose, diag: Diagonal, n: number, a: A, aOffset: number, lda: number,
  x: A, xOffset: number,
): void {
  const [down, right] = trans === 'N' ? [lda, 1] : [1, lda];
  for (let i = 0; i < n; i++) {
    const p = isLower ? i : n - 1 - i, first = isLower ? p + 1 : 0, left = n - 1 - i;
    if (diag === 'N') divide(1, a[aOffset + p * (lda + 1)], x, xOffset + p, 1);
    if (left > 0) {
      k.ger(left, 1, -1, a, aOffset + first * down + p * right, down, x, xOffset + p, 1, x, xOffset + first, 1);
    }
  }
}
