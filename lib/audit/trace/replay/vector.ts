/**
 * axpy, scal, dot, sum and nrm2.
 * @module
 */
import { exponentOf, powerOfTwo } from '../../../kernels/reference/vector.ts';
import type { Recorder, Value } from '../recorder.ts';
import { ZERO } from './matrix.ts';

const { fround } = Math;

/** A sum in four lanes: term i goes to lane i mod 4; then (l₀ ⊕ l₁) ⊕ (l₂ ⊕ l₃). */
export function inLanes(recorder: Recorder, n: number, term: (i: number) => Value): Value {
  const lanes = [ZERO, ZERO, ZERO, ZERO];
  for (let i = 0; i < n; i++) lanes[i & 3] = recorder.add(lanes[i & 3], term(i));
  const [l0, l1, l2, l3] = lanes;
  return recorder.add(recorder.add(l0, l1), recorder.add(l2, l3));
}

/** See {@link Kernels.axpy}; `wanted` are positions in y. */
export function axpy(
  recorder: Recorder, wanted: Iterable<number>, alpha: number, x: Float32Array, xOffset: number, incX: number, y: Float32Array, yOffset: number, incY: number,
): void {
  const X = recorder.operand(x), Y = recorder.operand(y), alpha32 = fround(alpha);
  for (const at of wanted) {
    const i = (at - yOffset) / incY;
    if (!Number.isInteger(i)) continue;
    recorder.aim(Y, at);
    recorder.write(Y, at, recorder.add(Y.at(at), recorder.scale('alpha', alpha32, X.at(xOffset + i * incX))));
    recorder.flush();
  }
}

/** See {@link Kernels.scal}; `wanted` are positions in x. */
export function scal(recorder: Recorder, wanted: Iterable<number>, alpha: number, x: Float32Array, xOffset: number, incX: number): void {
  const X = recorder.operand(x), factor: Value = { value: fround(alpha), source: 'alpha' };
  for (const at of wanted) {
    if ((at - xOffset) % incX !== 0) continue;
    recorder.aim(X, at);
    recorder.write(X, at, recorder.mul(factor, X.at(at)));
    recorder.flush();
  }
}

/** See {@link Kernels.dot}. */
export function dot(recorder: Recorder, n: number, x: Float32Array, xOffset: number, incX: number, y: Float32Array, yOffset: number, incY: number): Value {
  const X = recorder.operand(x), Y = recorder.operand(y);
  return inLanes(recorder, n, (i) => recorder.mul(X.at(xOffset + i * incX), Y.at(yOffset + i * incY)));
}

/** See {@link Kernels.sum}. */
export function sum(recorder: Recorder, n: number, x: Float32Array, xOffset: number, incX: number): Value {
  const X = recorder.operand(x);
  return inLanes(recorder, n, (i) => X.at(xOffset + i * incX));
}

/** See {@link Kernels.nrm2}. */
export function nrm2(recorder: Recorder, n: number, x: Float32Array, xOffset: number, incX: number): Value {
  const X = recorder.operand(x);
  let largest = ZERO;
  for (let i = 0; i < n; i++) {
    const element = X.at(xOffset + i * incX);
    if (element.value !== element.value) return element;
    largest = recorder.apply('maximum', largest, recorder.apply('abs', element));
  }
  if (largest.value === 0 || largest.value === Infinity) return largest;
  const exponent = exponentOf(largest.value);
  const down: Value = { value: powerOfTwo(-exponent), source: 'constant' }, up: Value = { value: powerOfTwo(exponent), source: 'constant' };
  const squares = inLanes(recorder, n, (i) => {
    const scaled = recorder.mul(X.at(xOffset + i * incX), down);
    return recorder.mul(scaled, scaled);
  });
  return recorder.mul(recorder.apply('sqrt', squares), up);
}
