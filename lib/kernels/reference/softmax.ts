/**
 * softmax and its cross-entropy, row by row, in plain TypeScript.
 * @module
 */
import { exp, formula, log, type Program } from '../../formula/index.ts';
import { LinkedProgram } from './elementwise.ts';
import { dot, sum } from './vector.ts';

const { fround } = Math;

const exponential: Program = formula({ name: 'exp', arrays: ['x', 'y'], define: ({ x }) => ({ y: exp(x) }) });
const logarithm: Program = formula({ name: 'log', arrays: ['x', 'y'], define: ({ x }) => ({ y: log(x) }) });

let linked: { readonly exp: LinkedProgram; readonly log: LinkedProgram } | undefined;

/** Linked at first use, so that importing the library costs nothing. */
function functions(): { readonly exp: LinkedProgram; readonly log: LinkedProgram } {
  return linked ??= { exp: new LinkedProgram(exponential), log: new LinkedProgram(logarithm) };
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
  functions().exp.run(m * n, [a, a], []);
  divideBySum(m, n, a);
}

/** See {@link Kernels.softmaxGradient}. */
export function softmaxGradient(m: number, n: number, a: Float32Array, da: Float32Array, dz: Float32Array): void {
  for (let i = 0; i < m; i++) {
    const total = dot(n, da, i * n, 1, a, i * n, 1);
    for (let j = i * n; j < (i + 1) * n; j++) dz[j] = a[j] * fround(da[j] - total);
  }
}

/** See {@link Kernels.softmaxCrossentropy}. */
export function softmaxCrossentropy(m: number, n: number, z: Float32Array, labels: Float32Array, a: Float32Array, losses: Float32Array): void {
  shift(m, n, z, a);
  const shiftedLabels = new Float32Array(m);
  for (let i = 0; i < m; i++) shiftedLabels[i] = a[i * n + labels[i]];
  functions().exp.run(m * n, [a, a], []);
  for (let i = 0; i < m; i++) losses[i] = sum(n, a, i * n, 1);
  functions().log.run(m, [losses, losses], []);
  for (let i = 0; i < m; i++) losses[i] -= shiftedLabels[i];
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
