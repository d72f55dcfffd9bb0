/**
 * The same elements under another shape.
 * @module
 */

import { ShapeError, expectArray, expectInteger, expectKnownOptions, show } from '../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../core/shape.ts';
import { LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions } from './layer.ts';

/** What {@link reshape} takes. */
export interface ReshapeOptions extends LayerOptions {
  /** The shape of an example afterwards; one size may be −1: what is left. */
  readonly targetShape: readonly number[];
}

/**
 * The same elements, row-major, under another shape.
 *
 * Input shape: any of as many elements; output shape: `targetShape`. Nothing is computed and nothing copied.
 */
export class Reshape extends Layer {
  readonly kind = 'reshape';
  readonly targetShape: readonly number[];

  constructor(options: ReshapeOptions) {
    expectKnownOptions('reshape', options, ['targetShape', ...LAYER_OPTIONS]);
    const { targetShape } = options;
    if (!Array.isArray(targetShape) || targetShape.length === 0) {
      throw new ShapeError(`reshape: targetShape must be a list of sizes such as [7, -1], got ${show(targetShape)}`);
    }
    expectArray('reshape', 'targetShape', targetShape);
    targetShape.forEach((size, axis) => {
      if (size !== -1) expectInteger('reshape', `targetShape[${axis}]`, size, 1);
    });
    if (targetShape.filter((size) => size === -1).length > 1) {
      throw new ShapeError(`reshape: targetShape must hold −1 at most once, got ${show(targetShape)}`);
    }
    super(toLayerOptions('reshape', options));
    this.targetShape = [...targetShape];
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), targetShape: this.targetShape };
  }

  override outputShape(inputShape: Shape): Shape {
    const size = sizeOf(inputShape), known = sizeOf(this.targetShape.filter((n) => n !== -1));
    const shape = this.targetShape.map((n) => (n === -1 ? size / known : n));
    if (sizeOf(shape) === size && shape.every(Number.isInteger)) return shape;
    const target = formatShape(this.targetShape), given = formatShape(inputShape);
    throw new ShapeError(
      `reshape: input must have as many elements as targetShape ${target}, got ${size} of shape ${given}`,
    );
  }

  override bind(): undefined {
    return undefined;
  }
}

/**
 * A layer that gives each example another shape. Throws RangeError or TypeError for options that do not fit; where it
 * is used, ShapeError for an input with another number of elements.
 *
 * Does: gives each example the shape `targetShape`, elements row-major
 * Default: targetShape must be given
 * Source: Keras 2.2.4 (Reshape).
 */
export function reshape(options: ReshapeOptions): Reshape {
  return new Reshape(options);
}
