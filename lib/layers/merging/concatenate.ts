/**
 * Tensors side by side.
 * @module
 */

import { ShapeError, expectKnownOptions } from '../../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../../core/shape.ts';
import { perExample, type List } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { axesOf, expectAxis } from '../axes.ts';
import { one } from '../fill.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type MaskNode,
  type MaskedShape, type Node,
} from '../layer.ts';
import { wideMask } from './masks.ts';
import { expectInputs } from './merge.ts';

/** What {@link concatenate} takes. */
export interface ConcatenateOptions extends LayerOptions {
  /** The axis that grows, counted as Keras does: 1 is an example's first, −1 its last. Default −1. */
  readonly axis?: number;
}

/**
 * y = x₁, x₂, … side by side along `axis`.
 *
 * Input shapes: two or more that differ in that axis only; output shape: their sizes along it added.
 * Mask: those of the inputs side by side, 1 for all of an input without; along the last axis a step counts if it does
 * in one of the inputs. None where no input has one. Backward: dxᵢ = its part of dy.
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

  override maskShape(inputs: readonly MaskedShape[]): Shape | undefined {
    const [output] = this.outputShapes(inputs.map(({ shape }) => shape));
    return inputs.every(({ mask }) => mask === undefined) ? undefined : output.slice(0, -1);
  }

  override bindMask(node: MaskNode): List {
    const { inputs, mask, cache } = node, shapes = inputs.map(({ shape }) => shape);
    const [output] = this.outputShapes(shapes), width = output[output.length - 1], all = sizeOf(output);
    const wide = cache('masks', perExample(all)), fills: List[number][] = [];
    const masks = inputs.map(({ shape }, i) => {
      const given = wideMask(node, i, sizeOf(shape));
      if (given === undefined) {
        const ones = cache(`mask${i + 1}`, perExample(sizeOf(shape)));
        fills.push(k.elementwise(one, perExample(sizeOf(shape)), [ones]));
        return ones;
      }
      fills.push(...given.fill);
      return given.wide;
    });
    const { rows, whole, parts } = this.#parts(shapes);
    return [
      ...fills, ...parts.map(({ width: own, at }, i) => k.lacpy(rows, own, masks[i], 0, own, wide, at, whole)),
      k.rowMaxima(perExample(all / width), width, wide, mask),
    ];
  }

  override bind({ inputs, y, dy }: Node): Lists {
    const { rows, whole, parts } = this.#parts(inputs.map(({ shape }) => shape));
    return {
      forward: parts.map(({ width, at }, i) => k.lacpy(rows, width, inputs[i].x, 0, width, y, at, whole)),
      backward: parts.flatMap(({ width, at }, i) => {
        const { dx } = inputs[i];
        return dx === undefined ? [] : [k.lacpy(rows, width, dy, at, whole, dx, 0, width)];
      }),
    };
  }

  /** Where each input lies in the rows of the output, which are `whole` elements long. */
  #parts(shapes: readonly Shape[]) {
    const axis = this.#axisOf(shapes[0]), rows = perExample(sizeOf(shapes[0].slice(0, axis)));
    let whole = 0;
    const parts = shapes.map((shape) => {
      const width = sizeOf(shape.slice(axis)), at = whole;
      whole += width;
      return { width, at };
    });
    return { rows, whole, parts };
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
