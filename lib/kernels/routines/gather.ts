/**
 * gather: rows of a matrix, by their numbers.
 * @module
 */

import { sizes, whole, type FloatArray, type Routine } from './routine.ts';

/**
 * Row i of y, m × n, ← row ids[i] of x, v × n: bit for bit. Ids are whole numbers from 0 to v − 1.
 *
 * Source: TensorFlow's `gather`, along the first axis.
 */
export type Gather<A extends FloatArray> = (m: number, n: number, v: number, x: A, ids: A, y: A) => void;

const loop: Gather<FloatArray> = (m, n, _v, x, ids, y) => {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) y[i * n + j] = x[ids[i] * n + j];
  }
};

export const routine: Routine = {
  name: 'gather',
  parameters: [
    ...sizes('m', 'n', 'v'), whole('x', 'reads', 'v', 'n'), whole('ids', 'reads', 'm', 1, { below: 'v' }),
    whole('y', 'writes', 'm', 'n'),
  ],
  loop32: loop, loop64: loop, tangent: 'linear',
  elements: (o, { operands: { x, ids } }) => ({ y: (i, j) => x.at(o.number(ids.at(i)), j) }),
};
