/**
 * The inverse of a matrix that has been factored by `getrf`.
 * @module
 */

import type { FloatArray, Kernels } from '../kernels/index.ts';
import { BLOCK, middle } from './block.ts';
import { trsm } from './trsm.ts';

/**
 * Z ← U⁻¹·L⁻¹, n × n, where `a` is what `getrf` made of A; no pivot is 0. A⁻¹ = Z·P: column i of Z is column `order[i]`
 * of A⁻¹, see `rowOrder`.
 *
 * Z is written, and not read. The bits are those of `getrs` with the identity matrix as B; the zeros of L⁻¹ are
 * skipped. Throws nothing, as it checks nothing: sizes, offsets and numbers are the caller's to see to.
 */
export function getri<A extends FloatArray>(
  k: Kernels<A>, n: number, a: A, aOffset: number, lda: number, z: A, zOffset: number, ldz: number,
  block: number = BLOCK,
): void {
  for (let i = 0; i < n; i++) {
    z.fill(0, zOffset + i * ldz, zOffset + i * ldz + n);
    z[zOffset + i * (ldz + 1)] = 1;
  }
  invertLower(k, n, a, aOffset, lda, z, zOffset, ldz, block);
  trsm(k, 'L', 'U', 'N', 'N', n, n, 1, a, aOffset, lda, z, zOffset, ldz, block);
}

/** Z ← L⁻¹ of the identity matrix Z. */
function invertLower<A extends FloatArray>(
  k: Kernels<A>, n: number, a: A, aOffset: number, lda: number, z: A, zOffset: number, ldz: number, block: number,
): void {
  if (n <= block) return trsm(k, 'L', 'L', 'N', 'U', n, n, 1, a, aOffset, lda, z, zOffset, ldz, block);
  const h = middle(n, block), below = zOffset + h * ldz, next = aOffset + h * (lda + 1);
  invertLower(k, h, a, aOffset, lda, z, zOffset, ldz, block);
  k.gemm('N', 'N', n - h, h, h, -1, a, aOffset + h * lda, lda, z, zOffset, ldz, 0, z, below, ldz);
  trsm(k, 'L', 'L', 'N', 'U', n - h, h, 1, a, next, lda, z, below, ldz, block);
  invertLower(k, n - h, a, next, lda, z, below + h, ldz, block);
}
