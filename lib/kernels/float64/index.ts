/**
 * The witness: the same formulas in binary64, for checking gradients and, later, for minimizers.
 *
 * Written to be read, not to be fast, and apart from the binary32 code on purpose.
 * @module
 */
import type { Indices, Kernels, Transpose } from '../kernels.ts';
import { elementwise } from './elementwise.ts';

type A = Float64Array;

function gemm(
  transA: Transpose, transB: Transpose, m: number, n: number, k: number,
  alpha: number, a: A, aOffset: number, lda: number, b: A, bOffset: number, ldb: number, beta: number, c: A, cOffset: number, ldc: number,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const at = cOffset + i * ldc + j;
      let sum = beta === 0 ? 0 : beta * c[at];
      for (let p = 0; p < k; p++) {
        sum += alpha * a[aOffset + (transA === 'N' ? i * lda + p : p * lda + i)] * b[bOffset + (transB === 'N' ? p * ldb + j : j * ldb + p)];
      }
      c[at] = sum;
    }
  }
}

function gemv(
  trans: Transpose, m: number, n: number,
  alpha: number, a: A, aOffset: number, lda: number, x: A, xOffset: number, incX: number, beta: number, y: A, yOffset: number, incY: number,
): void {
  const [rows, columns] = trans === 'N' ? [m, n] : [n, m];
  gemm(trans, 'N', rows, 1, columns, alpha, a, aOffset, lda, x, xOffset, incX, beta, y, yOffset, incY);
}

function ger(
  m: number, n: number, alpha: number, x: A, xOffset: number, incX: number, y: A, yOffset: number, incY: number, a: A, aOffset: number, lda: number,
): void {
  for (let i = 0; i < m; i++) axpy(n, alpha * x[xOffset + i * incX], y, yOffset, incY, a, aOffset + i * lda, 1);
}

function axpy(n: number, alpha: number, x: A, xOffset: number, incX: number, y: A, yOffset: number, incY: number): void {
  for (let i = 0; i < n; i++) y[yOffset + i * incY] += alpha * x[xOffset + i * incX];
}

function scal(n: number, alpha: number, x: A, xOffset: number, incX: number): void {
  for (let i = 0; i < n; i++) x[xOffset + i * incX] *= alpha;
}

function dot(n: number, x: A, xOffset: number, incX: number, y: A, yOffset: number, incY: number): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += x[xOffset + i * incX] * y[yOffset + i * incY];
  return total;
}

function sum(n: number, x: A, xOffset: number, incX: number): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += x[xOffset + i * incX];
  return total;
}

function nrm2(n: number, x: A, xOffset: number, incX: number): number {
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(x[xOffset + i * incX]));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let total = 0;
  for (let i = 0; i < n; i++) total += (x[xOffset + i * incX] / largest) * (x[xOffset + i * incX] / largest);
  return Math.sqrt(total) * largest;
}

function allFinite(n: number, x: A, xOffset: number): boolean {
  return x.subarray(xOffset, xOffset + n).every(Number.isFinite);
}

function rowSums(m: number, n: number, x: A, y: A): void {
  for (let i = 0; i < m; i++) y[i] = sum(n, x, i * n, 1);
}

function rowMaxima(m: number, n: number, x: A, y: A): void {
  for (let i = 0; i < m; i++) y[i] = Math.max(-Infinity, ...x.subarray(i * n, (i + 1) * n).filter((v) => !Number.isNaN(v))) + 0;
}

function columnSums(m: number, n: number, x: A, beta: number, y: A): void {
  for (let j = 0; j < n; j++) y[j] = (beta === 0 ? 0 : beta * y[j]) + sum(m, x, j, n);
}

function biasAdd(m: number, n: number, b: A, x: A): void {
  for (let i = 0; i < m; i++) axpy(n, 1, b, 0, 1, x, i * n, 1);
}

function scaleRows(m: number, n: number, s: A, x: A): void {
  for (let i = 0; i < m; i++) scal(n, s[i], x, i * n, 1);
}

function scaleColumns(m: number, n: number, s: A, x: A): void {
  for (let j = 0; j < n; j++) scal(m, s[j], x, j, n);
}

/** Σ exp(z − max z) of the row that starts at `start`; the exponentials go to `a`. */
function exponentials(start: number, n: number, z: A, largest: number, a: A): number {
  let total = 0;
  for (let j = start; j < start + n; j++) {
    a[j] = Math.exp(z[j] - largest);
    total += a[j];
  }
  return total;
}

function softmax(m: number, n: number, z: A, a: A): void {
  for (let i = 0; i < m; i++) scal(n, 1 / exponentials(i * n, n, z, Math.max(...z.subarray(i * n, (i + 1) * n)), a), a, i * n, 1);
}

function softmaxGradient(m: number, n: number, a: A, da: A, dz: A): void {
  for (let i = 0; i < m; i++) {
    const total = dot(n, da, i * n, 1, a, i * n, 1);
    for (let j = i * n; j < (i + 1) * n; j++) dz[j] = a[j] * (da[j] - total);
  }
}

function softmaxCrossentropy(m: number, n: number, z: A, labels: A, a: A, losses: A): void {
  for (let i = 0; i < m; i++) {
    const largest = Math.max(...z.subarray(i * n, (i + 1) * n));
    const shifted = z[i * n + labels[i]] - largest;
    const total = exponentials(i * n, n, z, largest, a);
    losses[i] = Math.log(total) - shifted;
    scal(n, 1 / total, a, i * n, 1);
  }
}

function softmaxCrossentropyGradient(m: number, n: number, a: A, labels: A, scale: number, dz: A): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) dz[i * n + j] = (a[i * n + j] - Number(j === labels[i])) * scale;
  }
}

function gather(count: number, width: number, source: Float32Array, indices: Indices, first: number, out: A): void {
  for (let r = 0; r < count; r++) {
    const from = indices[first + r] * width;
    out.set(source.subarray(from, from + width), r * width);
  }
}

/** The binary64 witness. */
export function createFloat64Kernels(): Kernels<Float64Array> {
  const table: Kernels<Float64Array> = {
    name: 'float64',
    warmUp: () => {},
    allocate: (length) => new Float64Array(length),
    reserve: () => table,
    gemm, gemv, ger, axpy, scal, dot, nrm2, sum, allFinite, rowSums, rowMaxima, columnSums, biasAdd, scaleRows, scaleColumns,
    softmax, softmaxGradient, softmaxCrossentropy, softmaxCrossentropyGradient, gather, elementwise,
  };
  return table;
}
