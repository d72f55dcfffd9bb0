/**
 * Sums and maxima over the rows and columns of a matrix, the bias, scales, and gather, in plain TypeScript.
 * @module
 */
import type { Indices } from '../kernels.ts';
import { sum } from './vector.ts';

const { fround } = Math;

/** See {@link Kernels.rowSums}. */
export function rowSums(m: number, n: number, x: Float32Array, y: Float32Array): void {
  for (let i = 0; i < m; i++) y[i] = sum(n, x, i * n, 1);
}

/** See {@link Kernels.rowMaxima}. */
export function rowMaxima(m: number, n: number, x: Float32Array, y: Float32Array): void {
  for (let i = 0; i < m; i++) {
    let largest = -Infinity;
    for (let j = i * n; j < (i + 1) * n; j++) if (x[j] > largest) largest = x[j];
    y[i] = largest + 0; // −0 becomes +0
  }
}

/** See {@link Kernels.columnSums}. */
export function columnSums(m: number, n: number, x: Float32Array, beta: number, y: Float32Array): void {
  const beta32 = fround(beta);
  for (let j = 0; j < n; j++) y[j] = beta32 === 0 ? 0 : beta32 * y[j];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) y[j] += x[i * n + j];
  }
}

/** See {@link Kernels.biasAdd}. */
export function biasAdd(m: number, n: number, b: Float32Array, x: Float32Array): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) x[i * n + j] += b[j];
  }
}

/** See {@link Kernels.scaleRows}. */
export function scaleRows(m: number, n: number, s: Float32Array, x: Float32Array): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) x[i * n + j] *= s[i];
  }
}

/** See {@link Kernels.scaleColumns}. */
export function scaleColumns(m: number, n: number, s: Float32Array, x: Float32Array): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) x[i * n + j] *= s[j];
  }
}

/** See {@link Kernels.gather}. */
export function gather(count: number, width: number, source: Float32Array, indices: Indices, first: number, out: Float32Array): void {
  for (let r = 0; r < count; r++) {
    const from = indices[first + r] * width;
    if (width === 1) out[r] = source[from];
    else out.set(source.subarray(from, from + width), r * width);
  }
}
