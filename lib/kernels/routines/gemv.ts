/**
 * gemv: a matrix times a vector.
 * @module
 */

import { begun, scaled } from './operations.ts';
import {
  matrix, scalar, sizes, transpose, vector, type Extent, type FloatArray, type Routine, type Transpose,
} from './routine.ts';

/** y ← alpha·op(A)·x + beta·y; A is m × n. Order as gemm's with x as B. */
export type Gemv<A extends FloatArray> = (
  trans: Transpose, m: number, n: number,
  alpha: number, a: A, aOffset: number, lda: number, x: A, xOffset: number, incX: number,
  beta: number, y: A, yOffset: number, incY: number,
) => void;

const { fround } = Math;

const loop32: Gemv<Float32Array> = (trans, m, n, alpha, a, aOffset, lda, x, xOffset, incX, beta, y, yOffset, incY) => {
  const rows = trans === 'N' ? m : n, columns = trans === 'N' ? n : m; // of op(A)
  const aRow = trans === 'N' ? lda : 1, aStep = trans === 'N' ? 1 : lda;
  const alpha32 = fround(alpha), beta32 = fround(beta);
  for (let i = 0; i < rows; i++) {
    const at = yOffset + i * incY, atA = aOffset + i * aRow;
    let sum = beta32 === 0 ? 0 : fround(beta32 * y[at]);
    for (let p = 0; p < columns; p++) {
      sum = fround(sum + fround(fround(alpha32 * a[atA + p * aStep]) * x[xOffset + p * incX]));
    }
    y[at] = sum;
  }
};

const loop64: Gemv<Float64Array> = (trans, m, n, alpha, a, aOffset, lda, x, xOffset, incX, beta, y, yOffset, incY) => {
  const [rows, columns, aRow, aStep] = trans === 'N' ? [m, n, lda, 1] : [n, m, 1, lda];
  for (let i = 0; i < rows; i++) {
    const at = yOffset + i * incY, atA = aOffset + i * aRow;
    let sum = beta === 0 ? 0 : beta * y[at];
    for (let p = 0; p < columns; p++) sum += alpha * a[atA + p * aStep] * x[xOffset + p * incX];
    y[at] = sum;
  }
};

/** Of op(A). */
const ROWS: Extent = { by: 'trans', N: 'm', T: 'n' };
const COLUMNS: Extent = { by: 'trans', N: 'n', T: 'm' };

export const routine: Routine = {
  name: 'gemv',
  parameters: [
    transpose('trans'), ...sizes('m', 'n'),
    scalar('alpha'), matrix('a', 'reads', ROWS, COLUMNS, { transposedBy: 'trans' }), vector('x', 'reads', COLUMNS),
    scalar('beta'), vector('y', 'updates', ROWS),
  ],
  loop32, loop64, tangent: { product: ['a', 'x'] },
  elements: (o, { scalars: { alpha, beta }, operands: { a, x, y } }) => ({
    y(i) {
      let sum = begun(o, beta, y, i);
      for (let p = 0; p < a.columns; p++) sum = o.add(sum, o.mul(scaled(o, 'alpha', alpha, a.at(i, p)), x.at(p)));
      return sum;
    },
  }),
};
