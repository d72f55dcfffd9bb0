/**
 * rowSums: the sum of each row of a matrix.
 * @module
 */

import { inLanes } from './operations.ts';
import { sizes, whole, type FloatArray, type Routine } from './routine.ts';
import { sum32, sum64 } from './sum.ts';

/** y[i] ← Σⱼ xᵢⱼ, each row of the m × n matrix x added up as `sum` does. */
export type RowSums<A extends FloatArray> = (m: number, n: number, x: A, y: A) => void;

const loop32: RowSums<Float32Array> = (m, n, x, y) => {
  for (let i = 0; i < m; i++) y[i] = sum32(n, x, i * n, 1);
};

const loop64: RowSums<Float64Array> = (m, n, x, y) => {
  for (let i = 0; i < m; i++) y[i] = sum64(n, x, i * n, 1);
};

export const routine: Routine = {
  name: 'rowSums',
  parameters: [...sizes('m', 'n'), whole('x', 'reads', 'm', 'n'), whole('y', 'writes', 'm')],
  loop32, loop64, tangent: 'linear',
  elements: (o, { sizes: { n }, operands: { x } }) => ({ y: (i) => inLanes(o, n, (j) => x.at(i, j)) }),
};
