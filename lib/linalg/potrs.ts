/**
 * Systems whose matrix has been factored by `potrf`.
 * @module
 */

import type { FloatArray, Kernels } from '../kernels/index.ts';
import { BLOCK } from './block.ts';
import { trsm } from './trsm.ts';

/**
 * B ← A⁻¹·B for B n × columns, where `a` is the L that `potrf` made of A: L, then Lᵀ, as `trsm` does it.
 *
 * Throws nothing, as it checks nothing: sizes, offsets and numbers are the caller's to see to.
 */
export function potrs<A extends FloatArray>(
  k: Kernels<A>, n: number, columns: number, a: A, aOffset: number, lda: number, b: A, bOffset: number, ldb: number,
  block: number = BLOCK,
): void {
  trsm(k, 'L', 'L', 'N', 'N', n, columns, 1, a, aOffset, lda, b, bOffset, ldb, block);
  trsm(k, 'L', 'L', 'T', 'N', n, columns, 1, a, aOffset, lda, b, bOffset, ldb, block);
}
