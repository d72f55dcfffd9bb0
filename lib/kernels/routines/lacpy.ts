/**
 * lacpy: a matrix copied into another place.
 * @module
 */

import { matrix, sizes, type FloatArray, type Routine } from './routine.ts';

/**
 * B ← A, both m × n, each with rows of its own length in memory: bit for bit.
 *
 * Source: Anderson et al., "LAPACK users' guide", 1999, in row-major.
 */
export type Lacpy<A extends FloatArray> = (
  m: number, n: number, a: A, aOffset: number, lda: number, b: A, bOffset: number, ldb: number,
) => void;

const loop: Lacpy<FloatArray> = (m, n, a, aOffset, lda, b, bOffset, ldb) => {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) b[bOffset + i * ldb + j] = a[aOffset + i * lda + j];
  }
};

export const routine: Routine = {
  name: 'lacpy',
  parameters: [...sizes('m', 'n'), matrix('a', 'reads', 'm', 'n'), matrix('b', 'writes', 'm', 'n')],
  loop32: loop, loop64: loop, tangent: 'linear',
  elements: (_, { operands: { a } }) => ({ b: (i, j) => a.at(i, j) }),
};
