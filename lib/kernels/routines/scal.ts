/**
 * scal: a multiple of a vector.
 * @module
 */

import { scalar, sizes, vector, type FloatArray, type Routine } from './routine.ts';

/** x ← alpha·x: alpha ⊗ x, also where alpha is 0. */
export type Scal<A extends FloatArray> = (n: number, alpha: number, x: A, xOffset: number, incX: number) => void;

const loop32: Scal<Float32Array> = (n, alpha, x, xOffset, incX) => {
  const alpha32 = Math.fround(alpha);
  for (let i = 0; i < n; i++) x[xOffset + i * incX] *= alpha32;
};

const loop64: Scal<Float64Array> = (n, alpha, x, xOffset, incX) => {
  for (let i = 0; i < n; i++) x[xOffset + i * incX] *= alpha;
};

export const routine: Routine = {
  name: 'scal',
  parameters: [...sizes('n'), scalar('alpha'), vector('x', 'updates', 'n')],
  loop32, loop64, tangent: 'linear',
  elements: (o, { scalars: { alpha }, operands: { x } }) => ({ x: (i) => o.mul(o.scalar('alpha', alpha), x.at(i)) }),
};
