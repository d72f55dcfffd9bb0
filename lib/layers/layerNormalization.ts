/**
 * Normalisation of each row of features by itself.
 * @module
 */
import { expectKnownOptions } from '../core/errors.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import type { FloatArray, Kernels } from '../kernels/index.ts';
import { copy } from './copy.ts';
import type { CacheSpec, Node, Pass } from './layer.ts';
import { NORMALIZATION_OPTIONS, Normalization, product, squares, sum, toInverse, toMean, toShift, type NormalizationOptions } from './normalization.ts';

export type LayerNormalizationOptions = NormalizationOptions;

/**
 * Each row of features by itself: x̂ = (x − mean)·(1/√(variance + epsilon)), y = x̂·γ + β; the same in training and otherwise.
 *
 * mean and variance are those of the row's n features, the variance being Σ(x − mean)²/n; sums in four lanes.
 * Input shape: (…, features); output shape: the same.
 * Backward: dβ = Σ dy, dγ = Σ dy·x̂ over the rows; with g = dy·γ, dx = (1/√(variance + epsilon))·(g − Σg/n − x̂·Σ(g·x̂)/n).
 * Cache: x̂ and 1/√(variance + epsilon).
 */
export class LayerNormalization extends Normalization {
  readonly kind = 'layerNormalization';

  constructor(options: LayerNormalizationOptions = {}) {
    expectKnownOptions('layerNormalization', options, NORMALIZATION_OPTIONS);
    super('layerNormalization', options);
  }

  override caches(inputShape: Shape): readonly CacheSpec[] {
    const length = sizeOf(inputShape), features = inputShape[inputShape.length - 1], rows = length / features;
    return [
      { name: 'normalized', length }, { name: 'product', length }, { name: 'inverse', length: rows },
      { name: 'first', length: rows }, { name: 'second', length: rows }, { name: 'ones', length: features, per: 'batch' },
    ];
  }

  override bind<A extends FloatArray>(k: Kernels<A>, { inputShape, x, y, dy, dx, parameters, gradients, caches }: Node<A>): Pass {
    const { epsilon } = this, { gamma, beta } = parameters;
    const n = inputShape[inputShape.length - 1], rows = sizeOf(inputShape) / n; // an example
    const { normalized, product: products, inverse, first, second, ones } = caches;
    ones.fill(1);
    const toNormalized = [x, normalized], toSquares = [normalized, products], toY = [normalized, y], means = [first, second], variances = [second, inverse];
    const count = [n], countAndEpsilon = [n, epsilon];
    const backward = dx && bindBackward(k, n, dx, dy, gamma, caches);
    const dyNormalized = [dy, normalized, products];
    return {
      forward(batch) {
        const m = batch * rows, size = m * n;
        k.rowSums(m, n, x, first);
        k.elementwise(toMean, m, means, count); // second: −mean
        k.elementwise(copy, size, toNormalized);
        k.ger(m, n, 1, second, 0, 1, ones, 0, 1, normalized, 0, n);
        k.elementwise(squares, size, toSquares);
        k.rowSums(m, n, products, second);
        k.elementwise(toInverse, m, variances, countAndEpsilon);
        k.scaleRows(m, n, inverse, normalized);
        k.elementwise(copy, size, toY);
        if (gamma !== undefined) k.scaleColumns(m, n, gamma, y);
        if (beta !== undefined) k.biasAdd(m, n, beta, y);
      },
      backward(batch, factor) {
        const m = batch * rows;
        if (beta !== undefined) k.columnSums(m, n, dy, factor, gradients.beta);
        if (gamma !== undefined) {
          k.elementwise(product, m * n, dyNormalized);
          k.columnSums(m, n, products, factor, gradients.gamma);
        }
        backward?.(m);
      },
    };
  }
}

/** m rows of dx. */
function bindBackward<A extends FloatArray>(
  k: Kernels<A>, n: number, dx: A, dy: A, gamma: A | undefined, caches: Readonly<Record<string, A>>,
): (m: number) => void {
  const { normalized, product: products, inverse, first, second, ones } = caches;
  const toG = [dy, dx], gNormalized = [dx, normalized, products], toProducts = [normalized, products], added = [dx, products, dx];
  const count = [n], firsts = [first], seconds = [second];
  return (m) => {
    k.elementwise(copy, m * n, toG);
    if (gamma !== undefined) k.scaleColumns(m, n, gamma, dx); // g
    k.elementwise(product, m * n, gNormalized);
    k.rowSums(m, n, dx, first);
    k.rowSums(m, n, products, second);
    k.elementwise(toShift, m, firsts, count);
    k.elementwise(toShift, m, seconds, count);
    k.ger(m, n, 1, first, 0, 1, ones, 0, 1, dx, 0, n); // g − Σg/n
    k.elementwise(copy, m * n, toProducts);
    k.scaleRows(m, n, second, products);
    k.elementwise(sum, m * n, added); // − x̂·Σ(g·x̂)/n
    k.scaleRows(m, n, inverse, dx);
  };
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
