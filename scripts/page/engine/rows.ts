import type { Inputs } from './dataSets.ts';

/** Copies of rows as numbers. */
export function takeRows(x: Inputs, inputs: number, rows: readonly number[]): Float32Array {
  const out = new Float32Array(rows.length * inputs);
  rows.forEach((row, i) => {
    const one = x.subarray(row * inputs, (row + 1) * inputs);
    out.set(one instanceof Float32Array ? one : one.toFloat32Array(), i * inputs);
  });
  return out;
}
