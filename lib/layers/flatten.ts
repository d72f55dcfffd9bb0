/**
 * The layer that forgets axes.
 * @module
 */

import { expectKnownOptions } from '../core/errors.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { LAYER_OPTIONS, Layer, toLayerOptions, type LayerOptions } from './layer.ts';

/**
 * The same elements in one axis, row-major: of (28, 28), pixel (r, c) becomes input 28·r + c.
 *
 * Input shape: any; output shape: (size of the input). Nothing is computed and nothing copied.
 */
export class Flatten extends Layer {
  readonly kind = 'flatten';

  constructor(options: LayerOptions = {}) {
    expectKnownOptions('flatten', options, LAYER_OPTIONS);
    super(toLayerOptions('flatten', options));
  }

  override outputShape(inputShape: Shape): Shape {
    return [sizeOf(inputShape)];
  }

  override bind(): undefined {
    return undefined;
  }
}

/**
 * A layer that flattens each example into one axis. Throws RangeError or TypeError for options that do not fit.
 *
 * Does: gives each example one axis, elements row-major
 * Source: Keras 2.2.4 (Flatten).
 */
export function flatten(options: LayerOptions = {}): Flatten {
  return new Flatten(options);
}
