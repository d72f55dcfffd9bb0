/**
 * scatterAdd: rows added to rows of a matrix, by their numbers.
 * @module
 */

import { begun } from './operations.ts';
import { scalar, sizes, whole, type FloatArray, type Routine } from './routine.ts';

/**
 * y ← beta·y for the v × n matrix y, then row ids[i] of y ← itself ⊕ row i of x, m × n, for i ascending. Ids are whole
 * numbers from 0 to v − 1. The adjoint of `gather`.
 *
 * Source: TensorFlow's `ScatterAdd`, which leaves the order open.
 */
export type ScatterAdd<A extends FloatArray> =
  (m: number, n: number, v: number, x: A, ids: A, beta: number, y: A) => void;

const loop32: ScatterAdd<Float32Array> = (m, n, v, x, ids, beta, y) => {
  const beta32 = Math.fround(beta);
  for (let e = 0; e < v * n; e++) y[e] = beta32 === 0 ? 0 : beta32 * y[e];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) y[ids[i] * n + j] += x[i * n + j];
  }
};

const loop64: ScatterAdd<Float64Array> = (m, n, v, x, ids, beta, y) => {
  for (let e = 0; e < v * n; e++) y[e] = beta === 0 ? 0 : beta * y[e];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) y[ids[i] * n + j] += x[i * n + j];
  }
};

export const routine: Routine = {
  name: 'scatterAdd',
  parameters: [
    ...sizes('m', 'n', 'v'), whole('x', 'reads', 'm', 'n'), whole('ids', 'reads', 'm', 1, { below: 'v' }),
    scalar('beta'), whole('y', 'updates', 'v', 'n'),
  ],
  loop32, loop64, tangent: 'linear',
  elements(o, { sizes: { m }, scalars: { beta }, operands: { x, ids, y } }) {
    const addends = new Map<number, number[]>();
    for (let i = 0; i < m; i++) {
      const id = o.number(ids.at(i)), known = addends.get(id);
      if (known === undefined) addends.set(id, [i]);
      else known.push(i);
    }
    return {
      y: (id, j) => (addends.get(id) ?? []).reduce((sum, i) => o.add(sum, x.at(i, j)), begun(o, beta, y, id, j)),
    };
  },
};
