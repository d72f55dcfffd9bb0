/**
 * Cholesky's factor.
 * @module
 */

import type { FloatArray, Kernels } from '../kernels/index.ts';
import { BLOCK, middle } from './block.ts';
import { divide, mirror } from './rearrange.ts';
import { trsm } from './trsm.ts';

/**
 * A = L·Lᵀ in place, row-major, for A symmetric and positive definite: of A only the lower triangle is read,
 * L takes its place.
 *
 * Returns: −1, or the number of the first pivot that is not positive and finite: A is then not positive definite
 * to working precision,
 *          that pivot stands on the diagonal, and all after it is unfinished.
 * Writes:  L; what stands above the diagonal is lost: +0 where all went well.
 * Order:   lᵢⱼ starts at aᵢⱼ; p ascending below j: a ← a ⊖ (lᵢₚ ⊗ lⱼₚ); lⱼⱼ ← √a, lᵢⱼ ← a ⊘ lⱼⱼ. The block size changes
 *          no bit.
 * Bound:   |L·Lᵀ − A| ≤ (n + 1)·u·|L||Lᵀ| to first order; tests/linalg/residuals.test.ts.
 * Source:  Gustavson, IBM J. Res. Dev. 41(6), 1997.
 * Throws nothing, as it checks nothing: sizes, offsets and numbers are the caller's to see to.
 */
export function potrf<A extends FloatArray>(
  k: Kernels<A>, n: number, a: A, aOffset: number, lda: number, block: number = BLOCK,
): number {
  const failed = factor(k, n, a, aOffset, lda, block);
  for (let i = 0; failed < 0 && i < n; i++) a.fill(0, aOffset + i * lda + i + 1, aOffset + i * lda + n);
  return failed;
}

/** L takes the place of the lower triangle, Lᵀ that of the upper one: kernels like their rows adjacent. */
function factor<A extends FloatArray>(
  k: Kernels<A>, n: number, a: A, aOffset: number, lda: number, block: number,
): number {
  if (n <= block) return factorColumns(k, n, a, aOffset, lda);
  const h = middle(n, block), below = aOffset + h * lda;
  const failed = factor(k, h, a, aOffset, lda, block);
  if (failed >= 0) return failed;
  trsm(k, 'R', 'U', 'N', 'N', n - h, h, 1, a, aOffset, lda, a, below, lda, block);
  mirror(n - h, h, a, below, aOffset + h, lda);
  subtractSquare(k, n - h, h, a, below, below + h, lda, block);
  const failedBelow = factor(k, n - h, a, below + h, lda, block);
  return failedBelow < 0 ? -1 : failedBelow + h;
}

/**
 * The lower triangle of C ← C − B·Bᵀ, C of order n, B n × inner; both in `a`. Blocks on the diagonal are written whole.
 */
function subtractSquare<A extends FloatArray>(
  k: Kernels<A>, n: number, inner: number, a: A, bOffset: number, cOffset: number, lda: number, block: number,
): void {
  if (n <= block) return k.gemm('N', 'T', n, n, inner, -1, a, bOffset, lda, a, bOffset, lda, 1, a, cOffset, lda);
  const h = middle(n, block), below = bOffset + h * lda;
  subtractSquare(k, h, inner, a, bOffset, cOffset, lda, block);
  k.gemm('N', 'T', n - h, h, inner, -1, a, below, lda, a, bOffset, lda, 1, a, cOffset + h * lda, lda);
  subtractSquare(k, n - h, inner, a, below, cOffset + h * (lda + 1), lda, block);
}

/** The same, column by column. */
function factorColumns<A extends FloatArray>(k: Kernels<A>, n: number, a: A, aOffset: number, lda: number): number {
  for (let j = 0; j < n; j++) {
    const diagonal = aOffset + j * (lda + 1), pivot = a[diagonal], left = n - j - 1;
    if (!(pivot > 0 && pivot < Infinity)) return j;
    a[diagonal] = Math.sqrt(pivot);
    if (left === 0) continue;
    divide(left, a[diagonal], a, diagonal + lda, lda);
    mirror(left, 1, a, diagonal + lda, diagonal + 1, lda);
    k.ger(left, left, -1, a, diagonal + lda, lda, a, diagonal + 1, 1, a, diagonal + lda + 1, lda);
  }
  return -1;
}
