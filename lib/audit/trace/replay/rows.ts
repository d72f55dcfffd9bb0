/**
 * The routines on rows and columns of a matrix of n columns.
 * @module
 */
import type { Operand, Recorder, Value } from '../recorder.ts';
import { begin, ZERO } from './matrix.ts';
import { inLanes } from './vector.ts';

const { fround } = Math;

const LOWEST: Value = { value: -Infinity, source: 'constant' };

/** The largest of the row that starts at a position, NaN passed over. */
export function rowMaximum(recorder: Recorder, n: number, x: Operand, start: number): Value {
  let largest = LOWEST;
  for (let j = start; j < start + n; j++) largest = recorder.apply('maximum', largest, x.at(j));
  return largest;
}

/** Carries out `result` at each position of `out` that is wanted. */
function each(recorder: Recorder, wanted: Iterable<number>, out: Operand, result: (at: number) => Value): void {
  for (const at of wanted) {
    recorder.aim(out, at);
    recorder.write(out, at, result(at));
    recorder.flush();
  }
}

/** See {@link Kernels.rowSums}; `wanted` are positions in y, as in the next two. */
export function rowSums(recorder: Recorder, wanted: Iterable<number>, n: number, x: Float32Array, y: Float32Array): void {
  const X = recorder.operand(x);
  each(recorder, wanted, recorder.operand(y), (i) => inLanes(recorder, n, (j) => X.at(i * n + j)));
}

/** See {@link Kernels.rowMaxima}. */
export function rowMaxima(recorder: Recorder, wanted: Iterable<number>, n: number, x: Float32Array, y: Float32Array): void {
  const X = recorder.operand(x);
  each(recorder, wanted, recorder.operand(y), (i) => recorder.add(rowMaximum(recorder, n, X, i * n), ZERO)); // −0 becomes +0
}

/** See {@link Kernels.columnSums}. */
export function columnSums(recorder: Recorder, wanted: Iterable<number>, m: number, n: number, x: Float32Array, beta: number, y: Float32Array): void {
  const X = recorder.operand(x), Y = recorder.operand(y), beta32 = fround(beta);
  each(recorder, wanted, Y, (j) => {
    let sum = begin(recorder, beta32, Y, j);
    for (let i = 0; i < m; i++) sum = recorder.add(sum, X.at(i * n + j));
    return sum;
  });
}

/** See {@link Kernels.biasAdd}; `wanted` are positions in x, as in the next two. */
export function biasAdd(recorder: Recorder, wanted: Iterable<number>, n: number, b: Float32Array, x: Float32Array): void {
  const B = recorder.operand(b), X = recorder.operand(x);
  each(recorder, wanted, X, (at) => recorder.add(X.at(at), B.at(at % n)));
}

/** See {@link Kernels.scaleRows}. */
export function scaleRows(recorder: Recorder, wanted: Iterable<number>, n: number, s: Float32Array, x: Float32Array): void {
  const S = recorder.operand(s), X = recorder.operand(x);
  each(recorder, wanted, X, (at) => recorder.mul(X.at(at), S.at((at - (at % n)) / n)));
}

/** See {@link Kernels.scaleColumns}. */
export function scaleColumns(recorder: Recorder, wanted: Iterable<number>, n: number, s: Float32Array, x: Float32Array): void {
  const S = recorder.operand(s), X = recorder.operand(x);
  each(recorder, wanted, X, (at) => recorder.mul(X.at(at), S.at(at % n)));
}
