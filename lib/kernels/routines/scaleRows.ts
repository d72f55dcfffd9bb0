/**
 * scaleRows: each row of a matrix times a factor of its own.
 * @module
 */

import { sizes, whole, type FloatArray, type Routine } from './routine.ts';

/** xᵢⱼ ← xᵢⱼ ⊗ sᵢ for the m × n matrix x: diag(s)·x. */
export type ScaleRows<A extends FloatArray> = (m: number, n: number, s: A, x: A) => void;

const loop: ScaleRows<FloatArray> = (m, n, s, x) => {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) x[i * n + j] *= s[i];
  }
};

function tangent<A extends FloatArray>(
  table: { readonly scaleRows: ScaleRows<A> }, rate: (array: A) => A, ...[m, n, s, x]: Parameters<ScaleRows<A>>
): void {
  const ds = rate(s), dx = rate(x);
  for (let i = 0, e = 0; i < m; i++) for (let j = 0; j < n; j++, e++) dx[e] = dx[e] * s[i] + x[e] * ds[i];
  table.scaleRows(m, n, s, x);
}

export const routine: Routine = {
  name: 'scaleRows',
  parameters: [...sizes('m', 'n'), whole('s', 'reads', 'm'), whole('x', 'updates', 'm', 'n')],
  loop32: loop, loop64: loop, tangent,
  elements: (o, { operands: { s, x } }) => ({ x: (i, j) => o.mul(x.at(i, j), s.at(i)) }),
};
