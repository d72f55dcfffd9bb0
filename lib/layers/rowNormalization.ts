/**
 * Rows of a matrix brought to a common scale: what layers that normalise each example by itself are made of.
 * @module
 */

import { add, div, less, mul, reciprocal, select, sqrt, square, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import type { List, Size, Tensor } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import { copy } from './copy.ts';
import { one } from './fill.ts';
import { product, squares, sum, toShift } from './affineNormalization.ts';

/** What might overflow when it is squared is made so much smaller first. */
export const SMALLER: number = 2 ** -40;
/** A sum of squares from which on that of the smaller ones counts. */
export const LARGE: number = 2 ** 100;

/** out ← (x ⊗ 2⁻⁴⁰)² */
const smallerSquares: Program = lazyFormula({
  name: 'smaller squares', arrays: ['x', 'out'], define: ({ x }) => ({ out: square(mul(x, SMALLER)) }),
});
/**
 * inverse ← 1 ⊘ √((squares ⊘ count) ⊕ epsilon); where the squares are large, by the smaller ones:
 * 2⁻⁴⁰ ⊘ √((smaller ⊘ count) ⊕ (epsilon ⊗ 2⁻⁸⁰)).
 */
export const toInverse: Program = lazyFormula({
  name: 'inverse deviation of a row', arrays: ['squares', 'smaller', 'inverse'], scalars: ['count', 'epsilon'],
  define: ({ squares: plain, smaller, count, epsilon }) => ({
    inverse: select(
      less(plain, LARGE), reciprocal(sqrt(add(div(plain, count), epsilon))),
      div(SMALLER, sqrt(add(div(smaller, count), mul(epsilon, SMALLER * SMALLER)))),
    ),
  }),
});

/** m rows of n elements, `size` together, and what the layers keep of them. */
export interface Rows {
  readonly m: Size;
  readonly n: number;
  readonly size: Size;
  /** x̂, and scratch, `size` each. */
  readonly normalized: Tensor;
  readonly products: Tensor;
  /** What a row of deviations is multiplied by, and scratch, m each. */
  readonly inverse: Tensor;
  readonly first: Tensor;
  readonly second: Tensor;
}

/** first ← Σ x² of each row, and second that of the smaller ones. */
export function sumSquares(
  { m, n, size, products, first, second }: Omit<Rows, 'normalized' | 'inverse'>, x: Tensor,
): List {
  return [
    k.elementwise(squares, size, [x, products]),
    k.rowSums(m, n, products, first),
    k.elementwise(smallerSquares, size, [x, products]),
    k.rowSums(m, n, products, second),
  ];
}

/** normalized ← (x − mean)·(1/√(variance + epsilon)), row by row. */
export function standardize(rows: Rows, x: Tensor, ones: Tensor, epsilon: number): List {
  const { m, n, size, normalized, inverse, first, second } = rows;
  return [
    k.elementwise(copy, size, [x, normalized]),
    k.elementwise(one, n, [ones]),
    k.gemv('N', m, 1, -1, x, 0, n, ones, 0, 1, 0, first, 0, 1), // −x₀
    k.ger(m, n, 1, first, 0, 1, ones, 0, 1, normalized, 0, n),
    k.rowSums(m, n, normalized, first),
    k.elementwise(toShift, m, [first], [n]),
    k.ger(m, n, 1, first, 0, 1, ones, 0, 1, normalized, 0, n),
    k.rowSums(m, n, normalized, first),
    k.elementwise(toShift, m, [first], [n]),
    k.ger(m, n, 1, first, 0, 1, ones, 0, 1, normalized, 0, n), // x − mean
    ...sumSquares(rows, normalized),
    k.elementwise(toInverse, m, [first, second, inverse], [n, epsilon]),
    k.scaleRows(m, n, inverse, normalized),
  ];
}

/** g ← (1/√(variance + epsilon))·(g − Σg/n − x̂·Σ(g·x̂)/n), row by row: from ∂J/∂x̂ to ∂J/∂x. */
export function standardizeGradient(rows: Rows, g: Tensor, ones: Tensor): List {
  const { m, n, size, normalized, products, inverse, first, second } = rows;
  return [
    k.elementwise(product, size, [g, normalized, products]),
    k.rowSums(m, n, g, first),
    k.rowSums(m, n, products, second),
    k.elementwise(toShift, m, [first], [n]),
    k.elementwise(toShift, m, [second], [n]),
    k.ger(m, n, 1, first, 0, 1, ones, 0, 1, g, 0, n), // g − Σg/n
    k.elementwise(copy, size, [normalized, products]),
    k.scaleRows(m, n, second, products),
    k.elementwise(sum, size, [g, products, g]), // − x̂·Σ(g·x̂)/n
    k.scaleRows(m, n, inverse, g),
  ];
}
