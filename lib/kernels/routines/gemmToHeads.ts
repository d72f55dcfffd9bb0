/**
 * gemmToHeads: products of matrices with heads that lie side by side in rows, each head by itself.
 * @module
 */

import { gemm32, gemm64, type Gemm } from './gemm.ts';
import { begun } from './operations.ts';
import { scalar, sizes, transpose, whole, type FloatArray, type Routine, type Transpose } from './routine.ts';

/**
 * C ← beta·C + op(A)·B for each head of each of `count` examples. a is count × heads matrices, op(A) m × k; b is
 * count × k rows of heads · n elements, c count × m rows of them, those of a head side by side. Each product has the
 * bits of `gemm`, alpha 1.
 */
export type GemmToHeads<A extends FloatArray> = (
  transA: Transpose, count: number, heads: number, m: number, n: number, k: number, a: A, b: A, beta: number, c: A,
) => void;

function eachHead<A extends FloatArray>(gemm: Gemm<A>): GemmToHeads<A> {
  return (transA, count, heads, m, n, k, a, b, beta, c) => {
    const row = heads * n, lda = transA === 'N' ? k : m;
    for (let example = 0; example < count; example++) {
      for (let head = 0; head < heads; head++) {
        const atB = example * k * row + head * n, atC = example * m * row + head * n;
        gemm(transA, 'N', m, n, k, 1, a, (example * heads + head) * m * k, lda, b, atB, row, beta, c, atC, row);
      }
    }
  };
}

export const routine: Routine = {
  name: 'gemmToHeads',
  parameters: [
    transpose('transA'), ...sizes('count', 'heads', 'm', 'n', 'k'),
    whole(
      'a', 'reads', { by: 'transA', N: ['count', 'heads', 'm'], T: ['count', 'heads', 'k'] },
      { by: 'transA', N: 'k', T: 'm' },
    ),
    whole('b', 'reads', ['count', 'k'], ['heads', 'n']), scalar('beta'),
    whole('c', 'updates', ['count', 'm'], ['heads', 'n']),
  ],
  loop32: eachHead(gemm32), loop64: eachHead(gemm64), tangent: { product: ['a', 'b'] },
  elements: (o, { transposes: { transA }, sizes: { heads, m, n, k }, scalars: { beta }, operands: { a, b, c } }) => ({
    c(i, j) {
      const row = i % m, example = (i - row) / m, matrix = example * heads + Math.floor(j / n);
      let sum = begun(o, beta, c, i, j);
      for (let p = 0; p < k; p++) {
        const left = transA === 'N' ? a.at(matrix * m + row, p) : a.at(matrix * k + p, row);
        sum = o.add(sum, o.mul(left, b.at(example * k + p, j)));
      }
      return sum;
    },
  }),
};
