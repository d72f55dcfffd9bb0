/**
 * Tensors side by side.
 * @module
 */

import { ShapeError, expectKnownOptions } from '../../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../../core/shape.ts';
import { perExample } from '../../kernels/index.ts';
import { axesOf, expectAxis } from '../axes.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type Node,
} from '../layer.ts';
import { expectInputs } from './merge.ts';

export interface ConcatenateOptions extends LayerOptions {
  /** The axis that grows, counted as Keras does: 1 is an example's first, −1 its last. Default −1. */
  readonly axis?: number;
}

/**
 * y = x₁, x₂, … side by side along `axis`.
 *
 * Input shapes: two or more that differ in that axis only; output shape: their sizes along it added.
 * Backward: dxᵢ = its part of dy.
 */
export class Concatenate extends Layer {
  readonly kind = 'concatenate';
  readonly axis: number;

  constructor(options: ConcatenateOptions = {}) {
    expectKnownOptions('concatenate', options, ['axis', ...LAYER_OPTIONS]);
    const { axis = -1 } = options;
    expectAxis('concatenate', 'axis', axis);
    super(toLayerOptions('concatenate', options));
    this.axis = axis;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), axis: this.axis };
  }

  override outputShape(inputShape: Shape): Shape {
    return this.outputShapes([inputShape])[0];
  }

  override outputShapes(inputShapes: readonly Shape[]): readonly Shape[] {
    expectInputs(this.kind, inputShapes);
    const [first] = inputShapes, axis = this.#axisOf(first);
    const withSize = (shape: Shape, size: number): Shape => shape.map((own, at) => (at === axis ? size : own));
    const others = new Set(inputShapes.map((shape) => formatShape(withSize(shape, 1))));
    if (others.size === 1) return [withSize(first, inputShapes.reduce((sum, shape) => sum + shape[axis], 0))];
    const got = inputShapes.map(formatShape).join(', ');
    throw new ShapeError(`concatenate: inputs must differ in axis ${this.axis} only, got ${got}`);
  }

  override bind({ k, inputs, y, dy }: Node): Lists {
    const axis = this.#axisOf(inputs[0].shape), rows = perExample(sizeOf(inputs[0].shape.slice(0, axis)));
    let whole = 0;
    const parts = inputs.map(({ shape, x, dx }) => {
      const width = sizeOf(shape.slice(axis)), at = whole;
      whole += width;
      return { x, dx, width, at };
    });
    return {
      forward: parts.map(({ x, width, at }) => k.lacpy(rows, width, x, 0, width, y, at, whole)),
      backward: parts.flatMap(({ dx, width, at }) =>
        (dx === undefined ? [] : [k.lacpy(rows, width, dy, at, whole, dx, 0, width)])),
    };
  }

  #axisOf(shape: Shape): number {
    return axesOf(this.kind, 'axis', this.axis, shape)[0];
  }
}

/**
 * A layer that puts several tensors side by side. Throws RangeError or TypeError for options that do not fit.
 *
 *     concatenate().apply([left, right])
 *
 * Does: puts x₁, x₂, … side by side along `axis`
 * Default: axis −1
 * Source: Keras 3 (Concatenate).
 */
export function concatenate(options: ConcatenateOptions = {}): Concatenate {
  return new Concatenate(options);
}
