/**
 * LU factors with partial pivoting.
 * @module
 */

import type { FloatArray, Kernels } from '../kernels/index.ts';
import { BLOCK, middle } from './block.ts';
import { divide, swap, swapRows } from './rearrange.ts';
import { trsm } from './trsm.ts';

/**
 * P·A = L·U in place, row-major, for A m × n: U in and above the diagonal, L, whose diagonal is 1, below it.
 *
 * pivots[first + i] is the row, counted from 0, that changed places with row i, for i ascending to min(m, n). The pivot
 * of a column is the first of its largest magnitudes |a| at and below the diagonal; NaN is larger than nothing,
 * and stays where it stands first.
 *
 * Returns: the number of the first pivot that is 0 or not finite, or −1. Such a column is left as it is, and the rest
 * is factored: a
 *          0 there says that A is singular.
 * Order:   rows where they end up, uᵢⱼ and lᵢⱼ start at aᵢⱼ; p ascending below min(i, j): a ← a ⊖ (lᵢₚ ⊗ uₚⱼ);
 *          then lᵢⱼ ← a ⊘ uⱼⱼ. The block size changes no bit.
 * Bound:   |L·U − P·A| ≤ n·u·|L||U| to first order; tests/linalg/residuals.test.ts.
 * Source:  Toledo, "Locality of reference in LU decomposition with partial pivoting", SIAM J. Matrix
 *          Anal. Appl. 18(4), 1997.
 * Throws nothing, as it checks nothing: sizes, offsets and numbers are the caller's to see to.
 */
export function getrf<A extends FloatArray>(
  k: Kernels<A>, m: number, n: number, a: A, aOffset: number, lda: number, pivots: Int32Array, first: number = 0,
  block: number = BLOCK,
): number {
  if (n <= block) return factorColumns(k, m, n, a, aOffset, lda, pivots, first);
  const h = Math.min(m, middle(n, block)), right = aOffset + h, below = aOffset + h * lda;
  const failed = getrf(k, m, h, a, aOffset, lda, pivots, first, block);
  swapRows(h, pivots, first, false, n - h, a, right, lda);
  trsm(k, 'L', 'L', 'N', 'U', h, n - h, 1, a, aOffset, lda, a, right, lda, block);
  if (m === h) return failed;
  k.gemm('N', 'N', m - h, n - h, h, -1, a, below, lda, a, right, lda, 1, a, below + h, lda);
  const failedBelow = getrf(k, m - h, n - h, a, below + h, lda, pivots, first + h, block);
  const count = Math.min(m, n) - h;
  swapRows(count, pivots, first + h, false, h, a, below, lda);
  for (let i = first + h; i < first + h + count; i++) pivots[i] += h;
  return failed >= 0 || failedBelow < 0 ? failed : failedBelow + h;
}

/** The same, column by column. */
function factorColumns<A extends FloatArray>(
  k: Kernels<A>, m: number, n: number, a: A, aOffset: number, lda: number, pivots: Int32Array, first: number,
): number {
  let failed = -1;
  for (let j = 0; j < Math.min(m, n); j++) {
    const row = aOffset + j * lda, diagonal = row + j;
    const p = largest(m - j, a, diagonal, lda), value = a[diagonal + p * lda];
    pivots[first + j] = j + p;
    if (p > 0) swap(n, a, row, row + p * lda);
    if (value === 0 || !Number.isFinite(value)) {
      if (failed < 0) failed = j;
      continue;
    }
    if (j + 1 === m) continue;
    divide(m - j - 1, value, a, diagonal + lda, lda);
    if (j + 1 < n) {
      k.ger(m - j - 1, n - j - 1, -1, a, diagonal + lda, lda, a, diagonal + 1, 1, a, diagonal + lda + 1, lda);
    }
  }
  return failed;
}

/** Which of `count` elements `step` apart has the largest magnitude: the first such. */
function largest(count: number, x: FloatArray, offset: number, step: number): number {
  let found = 0, magnitude = Math.abs(x[offset]);
  for (let i = 1; i < count; i++) {
    const candidate = Math.abs(x[offset + i * step]);
    if (candidate > magnitude) {
      magnitude = candidate;
      found = i;
    }
  }
  return found;
}
