/**
 * Normalisation of each row of features by itself.
 * @module
 */

import { expectKnownOptions } from '../core/errors.ts';
import { sizeOf } from '../core/shape.ts';
import { perExample } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import type { Axis } from './axes.ts';
import { copy } from './copy.ts';
import { inRows } from './inRows.ts';
import type { Lists, Node } from './layer.ts';
import {
  AFFINE_OPTIONS, AffineNormalization, product, type AffineNormalizationOptions,
} from './affineNormalization.ts';
import { standardize, standardizeGradient } from './rowNormalization.ts';

/** What {@link layerNormalization} takes. */
export interface LayerNormalizationOptions extends AffineNormalizationOptions {
  /** The axis of the features or a list, counted as Keras does: 1 is an example's first, −1 its last. Default −1. */
  readonly axis?: Axis;
}

/**
 * Each row of features, these along `axis`, by itself: x̂ = (x − mean)·(1/√(variance + epsilon)), y = x̂·γ + β; the
 * same in training and otherwise.
 *
 * mean and variance are those of the row's n features, the variance being Σ(x − mean)²/n. From the row the first
 * feature is taken, x − x₀, then twice the mean of what is left: the second time takes what rounding kept the first
 * from. The squares of these deviations make the variance. Sums run
 * as those of `rowSums`.
 * x̂ is within 128·2⁻²⁴·max(1, |x̂|) of the exact value at widths up to 1,000, and within 512 of these at 9,000, also
 * for rows of 10²⁸ and for a spread of 0.1 on a mean of 10⁶: tests/layers/normalizationRange.test.ts measures that
 * against binary64. A row of equal features gives 0. Σ|x − x₀| and Σ(2⁻⁴⁰·(x − mean))² must be within binary32.
 * Input shape: any; output shape: the same. Parameters: gamma, beta, of the sizes of the axes, ascending.
 * Backward: dβ = Σ dy, dγ = Σ dy·x̂ over the rows; with g = dy·γ,
 * dx = (1/√(variance + epsilon))·(g − Σg/n − x̂·Σ(g·x̂)/n). Cache: x̂ and 1/√(variance + epsilon).
 */
export class LayerNormalization extends AffineNormalization {
  readonly kind = 'layerNormalization';

  constructor(options: LayerNormalizationOptions = {}) {
    expectKnownOptions('layerNormalization', options, AFFINE_OPTIONS);
    super('layerNormalization', options);
  }

  override bind(node: Node): Lists {
    return inRows(node, this.axes(node.inputShape), (rows) => this.#bindRows(rows));
  }

  #bindRows(node: Node): Lists {
    const { inputShape, x, y, dy, dx, parameters: { gamma, beta }, gradients, cache } = node, { epsilon } = this;
    const n = inputShape[inputShape.length - 1], m = perExample(sizeOf(inputShape) / n);
    const size = perExample(sizeOf(inputShape));
    const normalized = cache('normalized', size), products = cache('product', size);
    const [inverse, first, second] = ['inverse', 'first', 'second'].map((name) => cache(name, m));
    const ones = cache('ones', n), rows = { m, n, size, normalized, products, inverse, first, second };
    return {
      forward: [
        ...standardize(rows, x, ones, epsilon),
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
        ...(dx ? [
          k.elementwise(copy, size, [dy, dx]),
          ...(gamma ? [k.scaleColumns(m, n, gamma, dx)] : []), // g
          ...standardizeGradient(rows, dx, ones),
        ] : []),
      ],
    };
  }
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
