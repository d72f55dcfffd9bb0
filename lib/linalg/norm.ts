/**
 * The 1-norm of matrices.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';

/** max |aᵢ| of finite numbers. */
export function largestMagnitude(a: FloatArray): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const magnitude = Math.abs(a[i]);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}

/** ‖A‖₁ = maxⱼ Σᵢ|aᵢⱼ| of an m × n matrix, in binary64. */
export function norm1(m: number, n: number, a: FloatArray): number {
  const sums = new Float64Array(n);
  for (let i = 0, at = 0; i < m; i++) for (let j = 0; j < n; j++, at++) sums[j] += Math.abs(a[at]);
  let largest = 0;
  for (let j = 0; j < n; j++) largest = Math.max(largest, sums[j]);
  return largest;
}
