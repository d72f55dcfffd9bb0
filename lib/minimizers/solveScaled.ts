/**
 * Linear systems whose rows and columns have units of their own.
 * @module
 */

import { SingularMatrixError } from '../core/errors.ts';
import { solve } from '../linalg/index.ts';
import { toUnit } from './vectors.ts';

/**
 * x of A·x = b for A of order n, all finite; or, where A is singular to working precision or x overflows,
 * that in words.
 *
 * Rows, then columns are multiplied by powers of two that bring their largest element to [1, 2): the condition then
 * measured by `solve` is of the equations, not of the units that x and b are in, and no bit of x changes but by another
 * choice of pivots.
 */
export function solveScaled(a: Float64Array, b: Float64Array, n: number): Float64Array | string {
  const scaled = a.slice(), right = b.slice(), columns = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const scale = scaleOf(scaled, i * n, n, 1);
    for (let j = 0; j < n; j++) scaled[i * n + j] *= scale;
    right[i] *= scale;
  }
  for (let j = 0; j < n; j++) {
    columns[j] = scaleOf(scaled, j, n, n);
    for (let i = 0; i < n; i++) scaled[i * n + j] *= columns[j];
  }
  try {
    const x = solve(scaled, right, n).map((v, j) => v * columns[j]);
    return x.every(Number.isFinite) ? x : 'the solution overflows';
  } catch (error) {
    if (error instanceof SingularMatrixError || error instanceof RangeError) return error.message;
    throw error;
  }
}

/** The power of two for the largest of n elements `step` apart. */
function scaleOf(a: Float64Array, offset: number, n: number, step: number): number {
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(a[offset + i * step]));
  return toUnit(largest);
}
