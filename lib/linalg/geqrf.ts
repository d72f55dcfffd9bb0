/**
 * QR factors by Householder's reflections.
 * @module
 */

import type { FloatArray, Kernels } from '../kernels/index.ts';
import { columnExponents, scaleColumns } from './columns.ts';
import { makeReflection, reflect } from './reflect.ts';

/**
 * A = Q·R in place, row-major, for A m × n: R in and above the diagonal; Q = H₀·H₁·… with Hⱼ = I − tauⱼ·v·vᵀ,
 * where v is 0 above the diagonal, 1 on it, and stands below it.
 *
 * `tau` gets min(m, n) elements from `tauOffset` on; `work` has room for n from `workOffset` on.
 *
 * Order:   column after column. s = ‖column‖₂ as `nrm2` gives it, r = −s for a diagonal element d ≥ 0 and s for d < 0;
 *          tau = (r − d)/r and v = x/(d − r), in binary64, each rounded once. Where all below the diagonal is 0, tau is
 *          0 and nothing is done. Then w = Cᵀ·v by `gemv`, C ← C + (−tau)·v·wᵀ by `ger` for the columns C to the right.
 *          Columns near the ends of the range are factored near 1, and R is brought back: no bit of Q depends on the
 *          units of columns.
 * Source:  Householder, "Unitary triangularization of a nonsymmetric matrix", J. ACM 5(4), 1958; LAPACK's conventions.
 * Throws nothing, as it checks nothing: sizes, offsets and numbers are the caller's to see to.
 */
export function geqrf<A extends FloatArray>(
  k: Kernels<A>, m: number, n: number, a: A, aOffset: number, lda: number, tau: A, tauOffset: number, work: A,
  workOffset: number,
): void {
  const exponents = columnExponents(m, n, a, aOffset, lda);
  scaleColumns(m, n, a, aOffset, lda, exponents, 1);
  reflectColumns(k, m, n, a, aOffset, lda, tau, tauOffset, work, workOffset);
  scaleColumns(m, n, a, aOffset, lda, exponents, -1, true);
}

/** The same for columns that are not near the ends of the range. */
export function reflectColumns<A extends FloatArray>(
  k: Kernels<A>, m: number, n: number, a: A, aOffset: number, lda: number,
  tau: A, tauOffset: number, work: A, workOffset: number,
): void {
  for (let j = 0; j < Math.min(m, n); j++) {
    const diagonal = aOffset + j * (lda + 1);
    tau[tauOffset + j] = makeReflection(k, m - j, a, diagonal, lda);
    reflect(k, m - j, n - j - 1, a, diagonal, lda, tau[tauOffset + j], a, diagonal + 1, lda, work, workOffset);
  }
}
