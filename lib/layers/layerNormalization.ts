/**
 * Normalisation of each row of features by itself.
 * @module
 */

import { expectKnownOptions } from '../core/errors.ts';
import { sizeOf } from '../core/shape.ts';
import { add, div, formula, less, mul, reciprocal, select, sqrt, square, type Program } from '../formula/index.ts';
import { perExample, type List, type Size, type Tensor } from '../kernels/index.ts';
import { copy } from './copy.ts';
import type { Lists, Node } from './layer.ts';
import {
  NORMALIZATION_OPTIONS, Normalization, product, squares, sum, toShift, type NormalizationOptions,
} from './normalization.ts';

export type LayerNormalizationOptions = NormalizationOptions;

const one: Program = formula({ name: 'ones', arrays: ['ones'], define: () => ({ ones: 1 }) });

/** Deviations whose squares might overflow are made so much smaller first. */
const SMALLER = 2 ** -40;
/** A sum of squares from which on that of the smaller ones counts. */
const LARGE = 2 ** 100;

/** out ← (x ⊗ 2⁻⁴⁰)² */
const smallerSquares: Program = formula({
  name: 'smaller squares', arrays: ['x', 'out'], define: ({ x }) => ({ out: square(mul(x, SMALLER)) }),
});
/**
 * inverse ← 1 ⊘ √((squares ⊘ count) ⊕ epsilon); where the squares are large, by the smaller ones:
 * 2⁻⁴⁰ ⊘ √((smaller ⊘ count) ⊕ (epsilon ⊗ 2⁻⁸⁰)).
 */
const toInverse: Program = formula({
  name: 'inverse deviation of a row', arrays: ['squares', 'smaller', 'inverse'], scalars: ['count', 'epsilon'],
  define: ({ squares: plain, smaller, count, epsilon }) => ({
    inverse: select(
      less(plain, LARGE), reciprocal(sqrt(add(div(plain, count), epsilon))),
      div(SMALLER, sqrt(add(div(smaller, count), mul(epsilon, SMALLER * SMALLER)))),
    ),
  }),
});

/**
 * Each row of features by itself: x̂ = (x − mean)·(1/√(variance + epsilon)), y = x̂·γ + β; the same in training
 * and otherwise.
 *
 * mean and variance are those of the row's n features, the variance being Σ(x − mean)²/n. From the row the first
 * feature is taken, x − x₀, then twice the mean of what is left: the second time takes what rounding kept the first
 * from. The squares of these deviations make the variance. Sums run
 * as those of `rowSums`.
 * x̂ is within 128·2⁻²⁴·max(1, |x̂|) of the exact value at widths up to 1,000, and within 512 of these at 9,000, also
 * for rows of 10²⁸ and for a spread of 0.1 on a mean of 10⁶: tests/layers/normalizationRange.test.ts measures that
 * against binary64. A row of equal features gives 0. Σ|x − x₀| and Σ(2⁻⁴⁰·(x − mean))² must be within binary32.
 * Input shape: (…, features); output shape: the same.
 * Backward: dβ = Σ dy, dγ = Σ dy·x̂ over the rows; with g = dy·γ,
 * dx = (1/√(variance + epsilon))·(g − Σg/n − x̂·Σ(g·x̂)/n). Cache: x̂ and 1/√(variance + epsilon).
 */
export class LayerNormalization extends Normalization {
  readonly kind = 'layerNormalization';

  constructor(options: LayerNormalizationOptions = {}) {
    expectKnownOptions('layerNormalization', options, NORMALIZATION_OPTIONS);
    super('layerNormalization', options);
  }

  override bind(node: Node): Lists {
    const { k, inputShape, x, y, dy, dx, parameters: { gamma, beta }, gradients, cache } = node, { epsilon } = this;
    const n = inputShape[inputShape.length - 1], m = perExample(sizeOf(inputShape) / n);
    const size = perExample(sizeOf(inputShape));
    const normalized = cache('normalized', size), products = cache('product', size);
    const [inverse, first, second] = ['inverse', 'first', 'second'].map((name) => cache(name, m));
    const ones = cache('ones', n);
    return {
      forward: [
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
        k.elementwise(squares, size, [normalized, products]),
        k.rowSums(m, n, products, first),
        k.elementwise(smallerSquares, size, [normalized, products]),
        k.rowSums(m, n, products, second),
        k.elementwise(toInverse, m, [first, second, inverse], [n, epsilon]),
        k.scaleRows(m, n, inverse, normalized),
        k.elementwise(copy, size, [normalized, y]),
        ...(gamma ? [k.scaleColumns(m, n, gamma, y)] : []),
        ...(beta ? [k.biasAdd(m, n, beta, y)] : []),
      ],
      backward: [
        ...(beta ? [k.columnSums(m, n, dy, 'beta', gradients.beta)] : []),
        ...(gamma ? [
          k.elementwise(product, size, [dy, normalized, products]),
          k.columnSums(m, n, products, 'beta', gradients.gamma),
        ] : []),
        ...(dx ? backwardOf(node, n, m, size, dx, { normalized, products, inverse, first, second, ones }) : []),
      ],
    };
  }
}

function backwardOf(
  { k, dy, parameters: { gamma } }: Node, n: number, m: Size, size: Size, dx: Tensor,
  { normalized, products, inverse, first, second, ones }: Readonly<Record<string, Tensor>>,
): List {
  return [
    k.elementwise(copy, size, [dy, dx]),
    ...(gamma ? [k.scaleColumns(m, n, gamma, dx)] : []), // g
    k.elementwise(product, size, [dx, normalized, products]),
    k.rowSums(m, n, dx, first),
    k.rowSums(m, n, products, second),
    k.elementwise(toShift, m, [first], [n]),
    k.elementwise(toShift, m, [second], [n]),
    k.ger(m, n, 1, first, 0, 1, ones, 0, 1, dx, 0, n), // g − Σg/n
    k.elementwise(copy, size, [normalized, products]),
    k.scaleRows(m, n, second, products),
    k.elementwise(sum, size, [dx, products, dx]), // − x̂·Σ(g·x̂)/n
    k.scaleRows(m, n, inverse, dx),
  ];
}

/**
 * A layer that normalises each row of features. Throws RangeError or TypeError for options that do not fit.
 *
 * Formula: γ · (x − mean)/√(variance + epsilon) + β, of each row over its features
 * Default: epsilon 0.001, axis −1, center true, scale true
 * Source: Ba, Kiros, Hinton, "Layer normalization", 2016; Keras' `LayerNormalization`.
 */
export function layerNormalization(options: LayerNormalizationOptions = {}): LayerNormalization {
  return new LayerNormalization(options);
}
