/**
 * ger: a matrix plus the outer product of two vectors.
 * @module
 */

import { scaled } from './operations.ts';
import { matrix, scalar, sizes, vector, type FloatArray, type Routine } from './routine.ts';

/** A ← A + alpha·x·yᵀ; A is m × n: a ← a ⊕ ((alpha ⊗ xᵢ) ⊗ yⱼ). */
export type Ger<A extends FloatArray> = (
  m: number, n: number,
  alpha: number, x: A, xOffset: number, incX: number, y: A, yOffset: number, incY: number,
  a: A, aOffset: number, lda: number,
) => void;

const { fround } = Math;

const loop32: Ger<Float32Array> = (m, n, alpha, x, xOffset, incX, y, yOffset, incY, a, aOffset, lda) => {
  const alpha32 = fround(alpha);
  for (let i = 0; i < m; i++) {
    const factor = fround(alpha32 * x[xOffset + i * incX]);
    for (let j = 0; j < n; j++) a[aOffset + i * lda + j] += fround(factor * y[yOffset + j * incY]);
  }
};

const loop64: Ger<Float64Array> = (m, n, alpha, x, xOffset, incX, y, yOffset, incY, a, aOffset, lda) => {
  for (let i = 0; i < m; i++) {
    const factor = alpha * x[xOffset + i * incX];
    for (let j = 0; j < n; j++) a[aOffset + i * lda + j] += factor * y[yOffset + j * incY];
  }
};

export const routine: Routine = {
  name: 'ger',
  parameters: [
    ...sizes('m', 'n'), scalar('alpha'), vector('x', 'reads', 'm'), vector('y', 'reads', 'n'),
    matrix('a', 'updates', 'm', 'n'),
  ],
  loop32, loop64, tangent: { product: ['x', 'y'] },
  elements: (o, { scalars: { alpha }, operands: { x, y, a } }) => ({
    a: (i, j) => {
      const product = o.mul(scaled(o, 'alpha', alpha, x.at(i)), y.at(j));
      return o.add(a.at(i, j), product);
    },
  }),
};
