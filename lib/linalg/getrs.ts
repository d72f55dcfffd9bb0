/**
 * Systems whose matrix has been factored by `getrf`.
 * @module
 */

import type { FloatArray, Kernels, Transpose } from '../kernels/index.ts';
import { BLOCK } from './block.ts';
import { swapRows } from './rearrange.ts';
import { trsm } from './trsm.ts';

/**
 * B ← op(A)⁻¹·B for B n × columns, where `a` and `pivots` are what `getrf` made of A; no pivot is 0.
 *
 * Order: for A as it stands, rows exchanged, L solved, U solved, as `trsm` does it; for its transpose Uᵀ, then Lᵀ,
 *        then the rows.
 * Throws nothing, as it checks nothing: sizes, offsets and numbers are the caller's to see to.
 */
export function getrs<A extends FloatArray>(
  k: Kernels<A>, trans: Transpose, n: number, columns: number, a: A, aOffset: number, lda: number, pivots: Int32Array,
  b: A, bOffset: number, ldb: number, block: number = BLOCK,
): void {
  if (trans === 'N') {
    swapRows(n, pivots, 0, false, columns, b, bOffset, ldb);
    trsm(k, 'L', 'L', 'N', 'U', n, columns, 1, a, aOffset, lda, b, bOffset, ldb, block);
    trsm(k, 'L', 'U', 'N', 'N', n, columns, 1, a, aOffset, lda, b, bOffset, ldb, block);
  } else {
    trsm(k, 'L', 'U', 'T', 'N', n, columns, 1, a, aOffset, lda, b, bOffset, ldb, block);
    trsm(k, 'L', 'L', 'T', 'U', n, columns, 1, a, aOffset, lda, b, bOffset, ldb, block);
    swapRows(n, pivots, 0, true, columns, b, bOffset, ldb);
  }
}
