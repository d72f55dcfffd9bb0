/**
 * Normalisation of each row of features by its root mean square.
 * @module
 */

import { expectFloat32Positive, expectKnownOptions } from '../core/errors.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { ones } from '../initializers/index.ts';
import { perExample } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import { axesOf, expectAxes, expectAxis, type Axis } from './axes.ts';
import { copy } from './copy.ts';
import { inRows } from './inRows.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type Node,
  type ParameterSpec,
} from './layer.ts';
import { product, sum, toShift } from './affineNormalization.ts';
import { sumSquares, toInverse } from './rowNormalization.ts';

/** What {@link rmsNormalization} takes. */
export interface RMSNormalizationOptions extends LayerOptions {
  /** The axis of the features or a list, counted as Keras does: 1 is an example's first, −1 its last. Default −1. */
  readonly axis?: Axis;
  /** Added to the mean square, above 0. Default 10⁻⁶, as Keras; PyTorch has that of the type. */
  readonly epsilon?: number;
}

/**
 * Each row of features by itself: x̂ = x·(1/√(Σx²/n + epsilon)), y = x̂·scale; the same in training and otherwise.
 *
 * Sums run as those of `rowSums`. Rows of up to 10²⁸ are kept as layer normalisation keeps them.
 * Input shape: any; output shape: the same. Parameters: scale (sizes of the axes), 1 at first.
 * Backward: dscale = Σ dy·x̂; with g = dy·scale, dx = (1/√(Σx²/n + epsilon))·(g − x̂·Σ(g·x̂)/n). Cache: x̂ and what it
 * is of x.
 */
export class RMSNormalization extends Layer {
  readonly kind = 'rmsNormalization';
  readonly axis: Axis;
  readonly epsilon: number;

  constructor(options: RMSNormalizationOptions = {}) {
    expectKnownOptions('rmsNormalization', options, ['axis', 'epsilon', ...LAYER_OPTIONS]);
    const { axis = -1, epsilon = 1e-6 } = options;
    if (Array.isArray(axis)) expectAxes('rmsNormalization', 'axis', axis);
    else expectAxis('rmsNormalization', 'axis', axis);
    expectFloat32Positive('rmsNormalization', 'epsilon', epsilon);
    super(toLayerOptions('rmsNormalization', options));
    this.axis = typeof axis === 'number' ? axis : [...axis];
    this.epsilon = epsilon;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), axis: this.axis, epsilon: this.epsilon };
  }

  override outputShape(inputShape: Shape): Shape {
    axesOf(this.kind, 'axis', this.axis, inputShape);
    return inputShape;
  }

  override parameters(inputShape: Shape): readonly ParameterSpec[] {
    const shape = axesOf(this.kind, 'axis', this.axis, inputShape).map((axis) => inputShape[axis]);
    return [{ name: 'scale', shape, initializer: ones }];
  }

  override bind(node: Node): Lists {
    return inRows(node, axesOf(this.kind, 'axis', this.axis, node.inputShape), (rows) => this.#bindRows(rows));
  }

  #bindRows({ inputShape, x, y, dy, dx, parameters: { scale }, gradients, cache }: Node): Lists {
    const [places, n] = inputShape, m = perExample(places), size = perExample(sizeOf(inputShape));
    const normalized = cache('normalized', size), products = cache('product', size);
    const [inverse, first, second] = ['inverse', 'first', 'second'].map((name) => cache(name, m));
    const rows = { m, n, size, normalized, products, inverse, first, second };
    return {
      forward: [
        ...sumSquares(rows, x),
        k.elementwise(toInverse, m, [first, second, inverse], [n, this.epsilon]),
        k.elementwise(copy, size, [x, normalized]),
        k.scaleRows(m, n, inverse, normalized),
        k.elementwise(copy, size, [normalized, y]),
        k.scaleColumns(m, n, scale, y),
      ],
      backward: [
        k.elementwise(product, size, [dy, normalized, products]),
        k.columnSums(m, n, products, 'beta', gradients.scale),
        ...(dx ? [
          k.elementwise(copy, size, [dy, dx]),
          k.scaleColumns(m, n, scale, dx), // g
          k.elementwise(product, size, [dx, normalized, products]),
          k.rowSums(m, n, products, second),
          k.elementwise(toShift, m, [second], [n]),
          k.elementwise(copy, size, [normalized, products]),
          k.scaleRows(m, n, second, products),
          k.elementwise(sum, size, [dx, products, dx]), // − x̂·Σ(g·x̂)/n
          k.scaleRows(m, n, inverse, dx),
        ] : []),
      ],
    };
  }
}

/**
 * A layer that divides each row of features by its root mean square. Throws RangeError or TypeError for options that
 * do not fit.
 *
 * Formula: scale · x/√(Σ x²/n + epsilon), of each row over its features
 * Default: epsilon 10⁻⁶, axis −1
 * Source: Zhang and Sennrich, "Root mean square layer normalization", NeurIPS 2019; Keras' `RMSNormalization`.
 */
export function rmsNormalization(options: RMSNormalizationOptions = {}): RMSNormalization {
  return new RMSNormalization(options);
}
