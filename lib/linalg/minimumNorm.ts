/**
 * The shortest of the solutions that a matrix of singular values gives.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';
import { broughtNear1, timesPowerOfTwo } from './powers.ts';
import { rankOf } from './rank.ts';
import { decompose } from './svd.ts';

/**
 * X ← V·diag(1/σ)·(Uᵀ·B) over the singular values above `tolerance` times the largest, for A m × n, B m × columns:
 * in binary64, each sum ascending in one accumulator, and rounded once. A is brought near 1 by a power of two, since
 * singular values may be too large where X is not.
 */
export function minimumNormInto(
  a: FloatArray, m: number, n: number, tolerance: number, b: FloatArray, columns: number, x: FloatArray,
): void {
  const { scaled, exponent } = broughtNear1(a), { u, values, v } = decompose(scaled, m, n);
  const k = values.length, r = rankOf(values, tolerance), along = new Float64Array(r);
  for (let j = 0; j < columns && n > 0; j++) {
    for (let p = 0; p < r; p++) {
      let sum = 0;
      for (let i = 0; i < m; i++) sum += u[i * k + p] * b[i * columns + j];
      along[p] = sum / values[p];
    }
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let p = 0; p < r; p++) sum += v[i * k + p] * along[p];
      x[i * columns + j] = timesPowerOfTwo(sum, -exponent);
    }
  }
}
