/**
 * softmax and its cross-entropy, row by row, in plain TypeScript.
 * @module
 */
import { crossentropy, exponential } from '../softmaxFormulas.ts';
import { LinkedProgram } from './elementwise.ts';
import { dot, sum } from './vector.ts';

const { fround } = Math;

let linked: { readonly exponential: LinkedProgram; readonly crossentropy: LinkedProgram } | undefined;

/** Linked at first use, so that importing the library costs nothing. */
function programs(): { readonly exponential: LinkedProgram; readonly crossentropy: LinkedProgram } {
  return linked ??= { exponential: new LinkedProgram(exponential), crossentropy: new LinkedProgram(crossentropy) };
}

/** a ← z ⊖ max z, row by row. */
function shift(m: number, n: number, z: Float32Array, a: Float32Array): void {
  for (let i = 0; i < m; i++) {
    let largest = -Infinity;
    for (let j = i * n; j < (i + 1) * n; j++) if (z[j] > largest) largest = z[j];
    for (let j = i * n; j < (i + 1) * n; j++) a[j] = z[j] - largest;
  }
}

/** a ← a ⊘ Σ, row by row. */
function divideBySum(m: number, n: number, a: Float32Array): void {
  for (let i = 0; i < m; i++) {
    const total = sum(n, a, i * n, 1);
    for (let j = i * n; j < (i + 1) * n; j++) a[j] /= total;
  }
}

/** See {@link Kernels.softmax}. */
export function softmax(m: number, n: number, z: Float32Array, a: Float32Array): void {
  shift(m, n, z, a);
  programs().exponential.run(m * n, [a]);
  divideBySum(m, n, a);
}

/** See {@link Kernels.softmaxGradient}. */
export function softmaxGradient(m: number, n: number, a: Float32Array, da: Float32Array, dz: Float32Array): void {
  for (let i = 0; i < m; i++) {
    const total = dot(n, da, i * n, 1, a, i * n, 1);
    for (let j = i * n; j < (i + 1) * n; j++) dz[j] = a[j] * fround(da[j] - total);
  }
}

/** Sums of the rows that are worked on. */
const totals = new Float32Array(256);

/** See {@link Kernels.softmaxCrossentropy}. */
export function softmaxCrossentropy(m: number, n: number, z: Float32Array, labels: Float32Array, a: Float32Array, losses: Float32Array): void {
  shift(m, n, z, a);
  for (let i = 0; i < m; i++) losses[i] = a[i * n + labels[i]];
  programs().exponential.run(m * n, [a]);
  for (let first = 0; first < m; first += totals.length) {
    const rows = Math.min(totals.length, m - first);
    for (let r = 0; r < rows; r++) totals[r] = sum(n, a, (first + r) * n, 1);
    programs().crossentropy.run(rows, [totals, losses.subarray(first)]);
  }
  divideBySum(m, n, a);
}

/** See {@link Kernels.softmaxCrossentropyGradient}. */
export function softmaxCrossentropyGradient(m: number, n: number, a: Float32Array, labels: Float32Array, scale: number, dz: Float32Array): void {
  const scale32 = fround(scale);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const error = j === labels[i] ? fround(a[i * n + j] - 1) : a[i * n + j];
      dz[i * n + j] = error * scale32;
    }
  }
}
