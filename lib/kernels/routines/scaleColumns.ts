/**
 * scaleColumns: each column of a matrix times a factor of its own.
 * @module
 */

import { sizes, whole, type FloatArray, type Routine } from './routine.ts';

/** xᵢⱼ ← xᵢⱼ ⊗ sⱼ for the m × n matrix x: x·diag(s). */
export type ScaleColumns<A extends FloatArray> = (m: number, n: number, s: A, x: A) => void;

const loop: ScaleColumns<FloatArray> = (m, n, s, x) => {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) x[i * n + j] *= s[j];
  }
};

function tangent<A extends FloatArray>(
  table: { readonly scaleColumns: ScaleColumns<A> }, rate: (array: A) => A, ...[m, n, s, x]: Parameters<ScaleColumns<A>>
): void {
  const ds = rate(s), dx = rate(x);
  for (let i = 0, e = 0; i < m; i++) for (let j = 0; j < n; j++, e++) dx[e] = dx[e] * s[j] + x[e] * ds[j];
  table.scaleColumns(m, n, s, x);
}

export const routine: Routine = {
  name: 'scaleColumns',
  parameters: [...sizes('m', 'n'), whole('s', 'reads', 'n'), whole('x', 'updates', 'm', 'n')],
  loop32: loop, loop64: loop, tangent,
  elements: (o, { operands: { s, x } }) => ({ x: (i, j) => o.mul(x.at(i, j), s.at(j)) }),
};
