/**
 * Triangular systems.
 * @module
 */

import type { FloatArray, Kernels, Transpose } from '../kernels/index.ts';
import { BLOCK, middle } from './block.ts';
import { divide, reverseColumns, reverseRows, turn } from './rearrange.ts';

/** BLAS's side: op(A)·X = B or X·op(A) = B. */
export type Side = 'L' | 'R';

/** BLAS's uplo: which triangle of the array is A. */
export type Triangle = 'L' | 'U';

/** BLAS's diag: as it stands in the array, or 1 without being read. */
export type Diagonal = 'N' | 'U';

/**
 * B ← alpha·op(A)⁻¹·B (side 'L') or alpha·B·op(A)⁻¹ (side 'R'), row-major; B is m × n, A triangular of order m or n.
 *
 * Writes:  B. A is turned round while an upper system is solved from the left, or a lower one from the right, and back:
 *          it is as before, but must not be read meanwhile. No division is checked.
 * Order:   x starts at alpha ⊗ b; then one term after the other, those that are solved first first:
 *          p ascending for op(A) lower on the left and upper on the right, else descending: x ← x ⊖ (a ⊗ xₚ).
 *          At last x ← x ⊘ a of the diagonal. The block size changes no bit.
 * Bound:   |op(A)·x − b| ≤ n·u·|A||x| to first order, column by column; tests/linalg/bits.test.ts, residuals.test.ts.
 * Source:  Dongarra et al. 1990, ACM TOMS 16(1), level 3 BLAS. Halving: Gustavson, "Recursion leads to automatic
 *          variable blocking for dense linear-algebra algorithms", IBM J. Res. Dev. 41(6), 1997.
 * Throws nothing, as it checks nothing: sizes, offsets and numbers are the caller's to see to.
 */
export function trsm<A extends FloatArray>(
  k: Kernels<A>, side: Side, uplo: Triangle, trans: Transpose, diag: Diagonal, m: number, n: number,
  alpha: number, a: A, aOffset: number, lda: number, b: A, bOffset: number, ldb: number, block: number = BLOCK,
): void {
  if (m === 0 || n === 0) return;
  if (alpha !== 1) for (let i = 0; i < m; i++) k.scal(n, alpha, b, bOffset + i * ldb, 1);
  const isLower = (uplo === 'L') === (trans === 'N');
  const forward = side === 'L' ? forwardLeft : forwardRight;
  if (isLower === (side === 'L')) return forward(k, trans, diag, m, n, a, aOffset, lda, b, bOffset, ldb, block);
  const order = side === 'L' ? m : n, reverse = side === 'L' ? reverseRows : reverseColumns;
  // gemm adds with p ascending; in reversed order that is what is wanted.
  turn(order, a, aOffset, lda);
  reverse(m, n, b, bOffset, ldb);
  forward(k, trans, diag, m, n, a, aOffset, lda, b, bOffset, ldb, block);
  reverse(m, n, b, bOffset, ldb);
  turn(order, a, aOffset, lda);
}

/** op(A)·X = B with op(A) lower. */
function forwardLeft<A extends FloatArray>(
  k: Kernels<A>, trans: Transpose, diag: Diagonal, m: number, n: number, a: A, aOffset: number, lda: number, b: A,
  bOffset: number, ldb: number, block: number,
): void {
  const down = trans === 'N' ? lda : 1; // within op(A)
  if (m > block) {
    const h = middle(m, block), below = aOffset + h * down;
    forwardLeft(k, trans, diag, h, n, a, aOffset, lda, b, bOffset, ldb, block);
    if (n > 1) k.gemm(trans, 'N', m - h, n, h, -1, a, below, lda, b, bOffset, ldb, 1, b, bOffset + h * ldb, ldb);
    else k.gemv(
      trans, trans === 'N' ? m - h : h, trans === 'N' ? h : m - h, -1, a, below, lda, b, bOffset, ldb, 1, b,
      bOffset + h * ldb, ldb,
    );
    return forwardLeft(k, trans, diag, m - h, n, a, aOffset + h * (lda + 1), lda, b, bOffset + h * ldb, ldb, block);
  }
  for (let p = 0; p < m; p++) {
    const row = bOffset + p * ldb, pivot = aOffset + p * (lda + 1);
    if (diag === 'N') divide(n, a[pivot], b, row, 1);
    if (p + 1 < m) k.ger(m - p - 1, n, -1, a, pivot + down, down, b, row, 1, b, row + ldb, ldb);
  }
}

/** X·op(A) = B with op(A) upper. */
function forwardRight<A extends FloatArray>(
  k: Kernels<A>, trans: Transpose, diag: Diagonal, m: number, n: number, a: A, aOffset: number, lda: number, b: A,
  bOffset: number, ldb: number, block: number,
): void {
  const right = trans === 'N' ? 1 : lda; // within op(A)
  if (n > block) {
    const h = middle(n, block);
    forwardRight(k, trans, diag, m, h, a, aOffset, lda, b, bOffset, ldb, block);
    k.gemm('N', trans, m, n - h, h, -1, b, bOffset, ldb, a, aOffset + h * right, lda, 1, b, bOffset + h, ldb);
    return forwardRight(k, trans, diag, m, n - h, a, aOffset + h * (lda + 1), lda, b, bOffset + h, ldb, block);
  }
  for (let p = 0; p < n; p++) {
    const pivot = aOffset + p * (lda + 1);
    if (diag === 'N') divide(m, a[pivot], b, bOffset + p, ldb);
    if (p + 1 < n) k.ger(m, n - p - 1, -1, b, bOffset + p, ldb, a, pivot + right, right, b, bOffset + p + 1, ldb);
  }
}
