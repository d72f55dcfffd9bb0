/**
 * gemmOfHeads: products of heads that lie side by side in rows, each head by itself.
 * @module
 */

import { gemm32, gemm64, type Gemm } from './gemm.ts';
import { begun } from './operations.ts';
import { scalar, sizes, whole, type FloatArray, type Routine } from './routine.ts';

/**
 * C ← beta·C + A·Bᵀ for each head of each of `count` examples. a is count × m rows of heads · k elements, b count × n
 * rows of them, those of a head side by side; c is count × heads matrices of m × n. Each product has the bits of
 * `gemm`, alpha 1.
 */
export type GemmOfHeads<A extends FloatArray> = (
  count: number, heads: number, m: number, n: number, k: number, a: A, b: A, beta: number, c: A,
) => void;

function eachHead<A extends FloatArray>(gemm: Gemm<A>): GemmOfHeads<A> {
  return (count, heads, m, n, k, a, b, beta, c) => {
    const row = heads * k;
    for (let example = 0; example < count; example++) {
      for (let head = 0; head < heads; head++) {
        const atA = example * m * row + head * k, atB = example * n * row + head * k;
        gemm('N', 'T', m, n, k, 1, a, atA, row, b, atB, row, beta, c, (example * heads + head) * m * n, n);
      }
    }
  };
}

export const routine: Routine = {
  name: 'gemmOfHeads',
  parameters: [
    ...sizes('count', 'heads', 'm', 'n', 'k'), whole('a', 'reads', ['count', 'm'], ['heads', 'k']),
    whole('b', 'reads', ['count', 'n'], ['heads', 'k']), scalar('beta'),
    whole('c', 'updates', ['count', 'heads', 'm'], 'n'),
  ],
  loop32: eachHead(gemm32), loop64: eachHead(gemm64), tangent: { product: ['a', 'b'] },
  elements: (o, { sizes: { heads, m, n, k }, scalars: { beta }, operands: { a, b, c } }) => ({
    c(i, j) {
      const row = i % m, head = ((i - row) / m) % heads, example = ((i - row) / m - head) / heads, first = head * k;
      let sum = begun(o, beta, c, i, j);
      for (let p = first; p < first + k; p++) {
        sum = o.add(sum, o.mul(a.at(example * m + row, p), b.at(example * n + j, p)));
      }
      return sum;
    },
  }),
};
