/**
 * The condition of a matrix that has been factored by `getrf`.
 * @module
 */

import type { FloatArray, Kernels } from '../kernels/index.ts';
import { reciprocalCondition } from './reciprocalCondition.ts';
import { swapRows } from './rearrange.ts';
import { trsv } from './trsv.ts';

/**
 * An estimate of 1/(‖A‖₁·‖A⁻¹‖₁), from 0 for a singular matrix to 1: never below it but for rounding, and seldom above
 * three times it.
 *
 * It is that of A as it stands, in the units of its rows and columns: `solve` judges A with them taken out.
 * `norm` is ‖A‖₁; `work` has room for n elements at `workOffset`. No pivot is 0. Takes O(n²) operations.
 * Throws nothing, as it checks nothing: sizes, offsets and numbers are the caller's to see to.
 */
export function gecon<A extends FloatArray>(
  k: Kernels<A>, n: number, a: A, aOffset: number, lda: number, pivots: Int32Array, norm: number, work: A,
  workOffset: number,
): number {
  return reciprocalCondition(n, norm, (trans) => {
    if (trans === 'N') {
      swapRows(n, pivots, 0, false, 1, work, workOffset, 1);
      trsv(k, 'L', 'N', 'U', n, a, aOffset, lda, work, workOffset);
      trsv(k, 'U', 'N', 'N', n, a, aOffset, lda, work, workOffset);
    } else {
      trsv(k, 'U', 'T', 'N', n, a, aOffset, lda, work, workOffset);
      trsv(k, 'L', 'T', 'U', n, a, aOffset, lda, work, workOffset);
      swapRows(n, pivots, 0, true, 1, work, workOffset, 1);
    }
  }, work, workOffset);
}
