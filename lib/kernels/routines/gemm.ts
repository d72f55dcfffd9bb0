/**
 * gemm: the product of two matrices.
 *
 * The reference keeps a tile of 2 × 4 accumulators in registers while p runs. Each accumulator sees its own terms
 * in the order of the definition, so the tile changes no bit. Transposes are only other strides.
 * @module
 */

import { begun, scaled } from './operations.ts';
import { matrix, scalar, sizes, transpose, type FloatArray, type Routine, type Transpose } from './routine.ts';

/**
 * C ← alpha·op(A)·op(B) + beta·C; op(A) is m × k, op(B) k × n, C m × n.
 *
 * c starts at beta ⊗ c (at +0, C unread, when beta is 0); then p ascending: c ← c ⊕ ((alpha ⊗ aᵢₚ) ⊗ bₚⱼ).
 * Source: Dongarra et al. 1990, level 3 BLAS, in row-major.
 */
export type Gemm<A extends FloatArray> = (
  transA: Transpose, transB: Transpose, m: number, n: number, k: number,
  alpha: number, a: A, aOffset: number, lda: number, b: A, bOffset: number, ldb: number,
  beta: number, c: A, cOffset: number, ldc: number,
) => void;

const { fround } = Math;
const ROWS = 2;
const COLUMNS = 4;

/** The loop of the reference table. */
export const gemm32: Gemm<Float32Array> = (
  transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc,
) => {
  const aRow = transA === 'N' ? lda : 1, aStep = transA === 'N' ? 1 : lda; // from row to row, from p to p
  const bStep = transB === 'N' ? ldb : 1, bColumn = transB === 'N' ? 1 : ldb;
  const alpha32 = fround(alpha), beta32 = fround(beta);
  const tiledRows = m - (m % ROWS), tiledColumns = n - (n % COLUMNS);
  for (let i = 0; i < tiledRows; i += ROWS) {
    for (let j = 0; j < tiledColumns; j += COLUMNS) {
      const atA = aOffset + i * aRow, atB = bOffset + j * bColumn, atC = cOffset + i * ldc + j;
      tile(k, alpha32, a, atA, aRow, aStep, b, atB, bColumn, bStep, beta32, c, atC, ldc);
    }
  }
  for (let i = 0; i < m; i++) {
    for (let j = i < tiledRows ? tiledColumns : 0; j < n; j++) {
      const atA = aOffset + i * aRow, atB = bOffset + j * bColumn, atC = cOffset + i * ldc + j;
      single(k, alpha32, a, atA, aStep, b, atB, bStep, beta32, c, atC);
    }
  }
};

function tile(
  k: number, alpha: number, a: Float32Array, a0: number, aRow: number, aStep: number,
  b: Float32Array, b0: number, bColumn: number, bStep: number, beta: number, c: Float32Array, c0: number, ldc: number,
): void {
  const c1 = c0 + ldc;
  let c00 = 0, c01 = 0, c02 = 0, c03 = 0, c10 = 0, c11 = 0, c12 = 0, c13 = 0;
  if (beta !== 0) {
    c00 = fround(beta * c[c0]);
    c01 = fround(beta * c[c0 + 1]); c02 = fround(beta * c[c0 + 2]); c03 = fround(beta * c[c0 + 3]);
    c10 = fround(
      beta * c[c1],
    ); c11 = fround(beta * c[c1 + 1]); c12 = fround(beta * c[c1 + 2]); c13 = fround(beta * c[c1 + 3]);
  }
  let pa = a0, pb = b0;
  for (let p = 0; p < k; p++) {
    const x0 = fround(alpha * a[pa]), x1 = fround(alpha * a[pa + aRow]);
    let y = b[pb];
    c00 = fround(c00 + fround(x0 * y));
    c10 = fround(c10 + fround(x1 * y));
    y = b[pb + bColumn];
    c01 = fround(c01 + fround(x0 * y));
    c11 = fround(c11 + fround(x1 * y));
    y = b[pb + 2 * bColumn];
    c02 = fround(c02 + fround(x0 * y));
    c12 = fround(c12 + fround(x1 * y));
    y = b[pb + 3 * bColumn];
    c03 = fround(c03 + fround(x0 * y));
    c13 = fround(c13 + fround(x1 * y));
    pa += aStep;
    pb += bStep;
  }
  c[c0] = c00; c[c0 + 1] = c01; c[c0 + 2] = c02; c[c0 + 3] = c03;
  c[c1] = c10; c[c1 + 1] = c11; c[c1 + 2] = c12; c[c1 + 3] = c13;
}

/** One element, where a tile does not fit. */
function single(
  k: number, alpha: number, a: Float32Array, a0: number, aStep: number, b: Float32Array, b0: number, bStep: number,
  beta: number, c: Float32Array, c0: number,
): void {
  let sum = beta === 0 ? 0 : fround(beta * c[c0]);
  for (let p = 0; p < k; p++) sum = fround(sum + fround(fround(alpha * a[a0 + p * aStep]) * b[b0 + p * bStep]));
  c[c0] = sum;
}

/** That of the witness. */
export const gemm64: Gemm<Float64Array> = (
  transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc,
) => {
  const aRow = transA === 'N' ? lda : 1, aStep = transA === 'N' ? 1 : lda;
  const bStep = transB === 'N' ? ldb : 1, bColumn = transB === 'N' ? 1 : ldb;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const at = cOffset + i * ldc + j, atA = aOffset + i * aRow, atB = bOffset + j * bColumn;
      let sum = beta === 0 ? 0 : beta * c[at];
      for (let p = 0; p < k; p++) sum += alpha * a[atA + p * aStep] * b[atB + p * bStep];
      c[at] = sum;
    }
  }
};

export const routine: Routine = {
  name: 'gemm',
  parameters: [
    transpose('transA'), transpose('transB'), ...sizes('m', 'n', 'k'),
    scalar('alpha'), matrix('a', 'reads', 'm', 'k', { transposedBy: 'transA' }),
    matrix('b', 'reads', 'k', 'n', { transposedBy: 'transB' }), scalar('beta'), matrix('c', 'updates', 'm', 'n'),
  ],
  loop32: gemm32, loop64: gemm64, tangent: { product: ['a', 'b'] },
  elements: (o, { sizes: { k }, scalars: { alpha, beta }, operands: { a, b, c } }) => ({
    c(i, j) {
      let sum = begun(o, beta, c, i, j);
      for (let p = 0; p < k; p++) sum = o.add(sum, o.mul(scaled(o, 'alpha', alpha, a.at(i, p)), b.at(p, j)));
      return sum;
    },
  }),
};
