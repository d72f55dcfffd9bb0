/**
 * swapAxes: two neighbouring axes of an array change places.
 * @module
 */

import { sizes, whole, type FloatArray, type Routine } from './routine.ts';

/** y[i, q, p, j] ← x[i, p, q, j]; x is m × a × b × n, y is m × b × a × n. */
export type SwapAxes<A extends FloatArray> = (m: number, a: number, b: number, n: number, x: A, y: A) => void;

const loop: SwapAxes<FloatArray> = (m, a, b, n, x, y) => {
  let at = 0;
  for (let i = 0; i < m; i++) {
    for (let q = 0; q < b; q++) {
      for (let p = 0; p < a; p++) {
        const from = ((i * a + p) * b + q) * n;
        for (let j = 0; j < n; j++, at++) y[at] = x[from + j];
      }
    }
  }
};

export const routine: Routine = {
  name: 'swapAxes',
  parameters: [
    ...sizes('m', 'a', 'b', 'n'),
    whole('x', 'reads', ['m', 'a'], ['b', 'n']), whole('y', 'writes', ['m', 'b'], ['a', 'n']),
  ],
  loop32: loop, loop64: loop, tangent: 'linear',
  elements: (_, { sizes: { a, b, n }, operands: { x } }) => ({
    y(row, column) {
      const q = row % b, j = column % n;
      return x.at(((row - q) / b) * a + (column - j) / n, q * n + j);
    },
  }),
};
