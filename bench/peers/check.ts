/**
 * Whether a library has done the work: results against binary64 arithmetic on the same operands; of a layer by itself
 * against the first library's, bitgrad, whose tests hold it to Keras' numbers.
 * @module
 */
import type { Ready } from './protocol.ts';
import { ADAM, AXPY_ALPHA, centred, invertible, uniform, type Work } from './work.ts';

/** Far above what binary32 and any order of sums can do, far below what a wrong operand gives. */
const TOLERANCE = 2e-3;

/** What is wrong, or undefined. The first library has no others. */
export function fault(work: Work, { first, last }: Ready, others: readonly number[] = first): string | undefined {
  if (work.kind === 'step' || work.kind === 'imageStep') {
    return last[0] < first[0] ? undefined : `the loss does not fall: ${first[0]}, then ${last[0]}`;
  }
  const got = work.kind === 'inverse' ? timesMatrix(first, invertible(work.n)) : first;
  const wanted = isLayer(work) ? others : expected(work, got.length);
  const worst = wanted.findIndex((value, i) => !(Math.abs(got[i] - value) <= TOLERANCE * Math.max(1, Math.abs(value))));
  return worst < 0 ? undefined : `element ${worst} must be ${wanted[worst]}, got ${got[worst]}`;
}

/** Whether the work is a layer by itself. */
function isLayer({ kind }: Work): boolean {
  return kind === 'forward' || kind === 'training';
}

function expected({ kind, n }: Work, length: number): number[] {
  const elements = Array.from({ length }, (_, i) => i);
  if (kind === 'inverse') return elements.map((i) => (i === 0 ? 1 : 0));
  if (kind === 'gemm') {
    const a = centred(n * n, 1), b = centred(n * n, 2);
    return timesMatrix(a.subarray(0, n), b).slice(0, length);
  }
  const x = centred(n, 1), y = uniform(n, 2);
  if (kind === 'axpy') return elements.map((i) => y[i] + AXPY_ALPHA * x[i]);
  return elements.map((i) => y[i] - ADAM.learningRate * Math.sign(x[i])); // Adam's first step, but for epsilon
}

/** rowᵀ·A for a square A. */
function timesMatrix(row: ArrayLike<number>, a: Float32Array): number[] {
  const n = row.length;
  return Array.from({ length: n }, (_, j) => {
    let sum = 0;
    for (let p = 0; p < n; p++) sum += row[p] * a[p * n + j];
    return sum;
  });
}
