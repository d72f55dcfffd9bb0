/**
 * Level 2 BLAS in plain TypeScript.
 * @module
 */
import type { Transpose } from '../kernels.ts';

const { fround } = Math;

/** See {@link Kernels.gemv}. */
export function gemv(
  trans: Transpose, m: number, n: number,
  alpha: number, a: Float32Array, aOffset: number, lda: number, x: Float32Array, xOffset: number, incX: number,
  beta: number, y: Float32Array, yOffset: number, incY: number,
): void {
  const rows = trans === 'N' ? m : n, columns = trans === 'N' ? n : m; // of op(A)
  const aRow = trans === 'N' ? lda : 1, aStep = trans === 'N' ? 1 : lda;
  const alpha32 = fround(alpha), beta32 = fround(beta);
  for (let i = 0; i < rows; i++) {
    const at = yOffset + i * incY;
    let sum = beta32 === 0 ? 0 : fround(beta32 * y[at]);
    for (let p = 0; p < columns; p++) sum = fround(sum + fround(fround(alpha32 * a[aOffset + i * aRow + p * aStep]) * x[xOffset + p * incX]));
    y[at] = sum;
  }
}

/** See {@link Kernels.ger}. */
export function ger(
  m: number, n: number,
  alpha: number, x: Float32Array, xOffset: number, incX: number, y: Float32Array, yOffset: number, incY: number,
  a: Float32Array, aOffset: number, lda: number,
): void {
  const alpha32 = fround(alpha);
  for (let i = 0; i < m; i++) {
    const scaled = fround(alpha32 * x[xOffset + i * incX]);
    for (let j = 0; j < n; j++) a[aOffset + i * lda + j] += fround(scaled * y[yOffset + j * incY]);
  }
}
