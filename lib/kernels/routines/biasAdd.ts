/**
 * biasAdd: a vector added to each row of a matrix.
 * @module
 */

import { sizes, whole, type FloatArray, type Routine } from './routine.ts';

/** xᵢⱼ ← xᵢⱼ ⊕ bⱼ for the m × n matrix x. */
export type BiasAdd<A extends FloatArray> = (m: number, n: number, b: A, x: A) => void;

const loop: BiasAdd<FloatArray> = (m, n, b, x) => {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) x[i * n + j] += b[j];
  }
};

export const routine: Routine = {
  name: 'biasAdd',
  parameters: [...sizes('m', 'n'), whole('b', 'reads', 'n'), whole('x', 'updates', 'm', 'n')],
  loop32: loop, loop64: loop, tangent: 'linear',
  elements: (o, { operands: { b, x } }) => ({ x: (i, j) => o.add(x.at(i, j), b.at(j)) }),
};
