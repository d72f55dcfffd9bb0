/**
 * columnSums: the sum of each column of a matrix.
 * @module
 */

import { begun } from './operations.ts';
import { scalar, sizes, whole, type FloatArray, type Routine } from './routine.ts';

/** y[j] ← beta·y[j] + Σᵢ xᵢⱼ, one accumulator down each column as in gemm. The adjoint of `biasAdd`. */
export type ColumnSums<A extends FloatArray> = (m: number, n: number, x: A, beta: number, y: A) => void;

const loop32: ColumnSums<Float32Array> = (m, n, x, beta, y) => {
  const beta32 = Math.fround(beta);
  for (let j = 0; j < n; j++) y[j] = beta32 === 0 ? 0 : beta32 * y[j];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) y[j] += x[i * n + j];
  }
};

const loop64: ColumnSums<Float64Array> = (m, n, x, beta, y) => {
  for (let j = 0; j < n; j++) {
    let total = 0;
    for (let i = 0; i < m; i++) total += x[i * n + j];
    y[j] = (beta === 0 ? 0 : beta * y[j]) + total;
  }
};

export const routine: Routine = {
  name: 'columnSums',
  parameters: [...sizes('m', 'n'), whole('x', 'reads', 'm', 'n'), scalar('beta'), whole('y', 'updates', 'n')],
  loop32, loop64, tangent: 'linear',
  elements: (o, { sizes: { m }, scalars: { beta }, operands: { x, y } }) => ({
    y(j) {
      let sum = begun(o, beta, y, j);
      for (let i = 0; i < m; i++) sum = o.add(sum, x.at(i, j));
      return sum;
    },
  }),
};
