/**
 * axpy: a vector plus a multiple of another.
 * @module
 */

import { scaled } from './operations.ts';
import { scalar, sizes, vector, type FloatArray, type Routine } from './routine.ts';

/** y ← alpha·x + y: y ⊕ (alpha ⊗ x). */
export type Axpy<A extends FloatArray> = (
  n: number, alpha: number, x: A, xOffset: number, incX: number, y: A, yOffset: number, incY: number,
) => void;

const { fround } = Math;

const loop32: Axpy<Float32Array> = (n, alpha, x, xOffset, incX, y, yOffset, incY) => {
  const alpha32 = fround(alpha);
  for (let i = 0; i < n; i++) y[yOffset + i * incY] += fround(alpha32 * x[xOffset + i * incX]);
};

const loop64: Axpy<Float64Array> = (n, alpha, x, xOffset, incX, y, yOffset, incY) => {
  for (let i = 0; i < n; i++) y[yOffset + i * incY] += alpha * x[xOffset + i * incX];
};

export const routine: Routine = {
  name: 'axpy',
  parameters: [...sizes('n'), scalar('alpha'), vector('x', 'reads', 'n'), vector('y', 'updates', 'n')],
  loop32, loop64, tangent: 'linear',
  elements: (o, { scalars: { alpha }, operands: { x, y } }) => ({
    y: (i) => o.add(y.at(i), scaled(o, 'alpha', alpha, x.at(i))),
  }),
};
