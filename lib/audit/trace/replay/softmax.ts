/**
 * softmax and its cross-entropy, row by row. What a whole row shares counts for the row's first element.
 * @module
 */
import { crossentropy, exponential } from '../../../kernels/softmaxFormulas.ts';
import type { Operand, Recorder, Value } from '../recorder.ts';
import { through } from './formula.ts';
import { rowMaximum } from './rows.ts';
import { inLanes } from './vector.ts';

/** Positions by the row that they lie in, rows of n. */
function byRow(positions: Iterable<number>, n: number): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  for (const at of positions) {
    const row = (at - (at % n)) / n, found = rows.get(row);
    if (found === undefined) rows.set(row, [at]);
    else found.push(at);
  }
  return rows;
}

/** A row's zⱼ ⊖ max z, their exponentials, and the sum Σ of these. */
interface Row {
  readonly shifted: readonly Value[];
  readonly powers: readonly Value[];
  readonly total: Value;
}

function exponentials(recorder: Recorder, n: number, i: number, z: Operand, a: Operand): Row {
  const start = i * n;
  recorder.aim(a, start);
  const largest = rowMaximum(recorder, n, z, start);
  const shifted: Value[] = [], powers: Value[] = [];
  for (let j = start; j < start + n; j++) {
    recorder.aim(a, j);
    shifted.push(recorder.apply('sub', z.at(j), largest));
    powers.push(through(recorder, exponential, shifted[j - start]));
  }
  recorder.aim(a, start);
  return { shifted, powers, total: inLanes(recorder, n, (j) => powers[j]) };
}

/** See {@link Kernels.softmax}; `wanted` are positions in a. */
export function softmax(recorder: Recorder, wanted: Iterable<number>, n: number, z: Float32Array, a: Float32Array): void {
  const Z = recorder.operand(z), A = recorder.operand(a);
  for (const [row, positions] of byRow(wanted, n)) {
    divide(recorder, positions, row * n, A, exponentials(recorder, n, row, Z, A));
    recorder.flush();
  }
}

/** a ← exponential ⊘ Σ */
function divide(recorder: Recorder, positions: readonly number[], start: number, a: Operand, { powers, total }: Row): void {
  for (const at of positions) {
    recorder.aim(a, at);
    recorder.write(a, at, recorder.apply('div', powers[at - start], total));
  }
}

/** See {@link Kernels.softmaxGradient}; `wanted` are positions in dz. */
export function softmaxGradient(recorder: Recorder, wanted: Iterable<number>, n: number, a: Float32Array, da: Float32Array, dz: Float32Array): void {
  const A = recorder.operand(a), dA = recorder.operand(da), dZ = recorder.operand(dz);
  for (const [row, positions] of byRow(wanted, n)) {
    recorder.aim(dZ, row * n);
    const total = inLanes(recorder, n, (j) => recorder.mul(dA.at(row * n + j), A.at(row * n + j)));
    for (const at of positions) {
      recorder.aim(dZ, at);
      recorder.write(dZ, at, recorder.mul(A.at(at), recorder.apply('sub', dA.at(at), total)));
    }
    recorder.flush();
  }
}

/** See {@link Kernels.softmaxCrossentropy}; `wanted` are positions in a, `wantedLosses` those in losses. */
export function softmaxCrossentropy(
  recorder: Recorder, wanted: Iterable<number>, wantedLosses: Iterable<number>, n: number,
  z: Float32Array, labels: Float32Array, a: Float32Array, losses: Float32Array,
): void {
  const Z = recorder.operand(z), A = recorder.operand(a), L = recorder.operand(losses);
  const rows = byRow(wanted, n), ofLoss = new Set(wantedLosses);
  for (const row of [...new Set([...rows.keys(), ...ofLoss])].sort((i, j) => i - j)) {
    const parts = exponentials(recorder, n, row, Z, A);
    if (ofLoss.has(row)) {
      recorder.aim(L, row);
      recorder.write(L, row, through(recorder, crossentropy, parts.total, parts.shifted[labels[row]]));
    }
    divide(recorder, rows.get(row) ?? [], row * n, A, parts);
    recorder.flush();
  }
}

const ONE: Value = { value: 1, source: 'constant' };

/** See {@link Kernels.softmaxCrossentropyGradient}; `wanted` are positions in dz. */
export function softmaxCrossentropyGradient(
  recorder: Recorder, wanted: Iterable<number>, n: number, a: Float32Array, labels: Float32Array, scale: number, dz: Float32Array,
): void {
  const A = recorder.operand(a), dZ = recorder.operand(dz), factor: Value = { value: Math.fround(scale), source: 'scale' };
  for (const at of wanted) {
    const j = at % n;
    recorder.aim(dZ, at);
    const error = j === labels[(at - j) / n] ? recorder.apply('sub', A.at(at), ONE) : A.at(at);
    recorder.write(dZ, at, recorder.mul(error, factor));
    recorder.flush();
  }
}
