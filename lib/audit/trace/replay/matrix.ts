/**
 * gemm, gemv and ger, element by element.
 * @module
 */
import type { Transpose } from '../../../kernels/index.ts';
import type { Operand, Recorder, Value } from '../recorder.ts';

const { fround } = Math;

/** +0, where a sum begins. */
export const ZERO: Value = { value: 0, source: 'constant' };

/** beta ⊗ c; +0, c unread, when beta is 0. */
export function begin(recorder: Recorder, beta: number, c: Operand, position: number): Value {
  return beta === 0 ? ZERO : recorder.scale('beta', beta, c.at(position));
}

/** See {@link Kernels.gemm}; `wanted` are positions in c. */
export function gemm(
  recorder: Recorder, wanted: Iterable<number>, transA: Transpose, transB: Transpose, n: number, k: number,
  alpha: number, a: Float32Array, aOffset: number, lda: number, b: Float32Array, bOffset: number, ldb: number,
  beta: number, c: Float32Array, cOffset: number, ldc: number,
): void {
  const [aRow, aStep] = transA === 'N' ? [lda, 1] : [1, lda], [bStep, bColumn] = transB === 'N' ? [ldb, 1] : [1, ldb];
  const alpha32 = fround(alpha), beta32 = fround(beta);
  const A = recorder.operand(a), B = recorder.operand(b), C = recorder.operand(c);
  for (const at of wanted) {
    const j = (at - cOffset) % ldc, i = (at - cOffset - j) / ldc;
    if (j >= n) continue; // between the rows
    recorder.aim(C, at);
    let sum = begin(recorder, beta32, C, at);
    for (let p = 0; p < k; p++) {
      const scaled = recorder.scale('alpha', alpha32, A.at(aOffset + i * aRow + p * aStep));
      sum = recorder.add(sum, recorder.mul(scaled, B.at(bOffset + p * bStep + j * bColumn)));
    }
    recorder.write(C, at, sum);
    recorder.flush();
  }
}

/** See {@link Kernels.ger}; `wanted` are positions in a. */
export function ger(
  recorder: Recorder, wanted: Iterable<number>, n: number,
  alpha: number, x: Float32Array, xOffset: number, incX: number, y: Float32Array, yOffset: number, incY: number, a: Float32Array, aOffset: number, lda: number,
): void {
  const X = recorder.operand(x), Y = recorder.operand(y), A = recorder.operand(a), alpha32 = fround(alpha);
  for (const at of wanted) {
    const j = (at - aOffset) % lda, i = (at - aOffset - j) / lda;
    if (j >= n) continue;
    recorder.aim(A, at);
    const product = recorder.mul(recorder.scale('alpha', alpha32, X.at(xOffset + i * incX)), Y.at(yOffset + j * incY));
    recorder.write(A, at, recorder.add(A.at(at), product));
    recorder.flush();
  }
}
