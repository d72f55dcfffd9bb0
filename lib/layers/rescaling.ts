/**
 * Inputs times a factor, plus an offset.
 * @module
 */

import { ShapeError, expectArray, expectFloat32Number, expectKnownOptions } from '../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../core/shape.ts';
import { add, mul, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { perExample, type List, type Tensor } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import { copy } from './copy.ts';
import { one } from './fill.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type Node,
} from './layer.ts';

/** What {@link rescaling} takes. */
export interface RescalingOptions extends LayerOptions {
  /** The factor, or one for each place of the last axis. */
  readonly scale: number | readonly number[];
  /** What is added, likewise. Default 0. */
  readonly offset?: number | readonly number[];
}

/** y = (x ⊗ scale) ⊕ offset. */
const value: Program = lazyFormula({
  name: 'rescaling', arrays: ['x', 'y'], scalars: ['scale', 'offset'],
  define: ({ x, scale, offset }) => ({ y: add(mul(x, scale), offset) }),
});

const gradient: Program = lazyFormula({
  name: 'rescaling gradient', arrays: ['dy', 'dx'], scalars: ['scale'],
  define: ({ dy, scale }) => ({ dx: mul(dy, scale) }),
});

/**
 * y = x·scale + offset, in training and otherwise; lists go over the last axis.
 *
 * Input shape: any; output shape: the same. Backward: dx = dy·scale.
 */
export class Rescaling extends Layer {
  readonly kind = 'rescaling';
  readonly scale: number | readonly number[];
  readonly offset: number | readonly number[];

  constructor(options: RescalingOptions) {
    expectKnownOptions('rescaling', options, ['scale', 'offset', ...LAYER_OPTIONS]);
    const { scale, offset = 0 } = options;
    super(toLayerOptions('rescaling', options));
    this.scale = toNumbers('scale', scale);
    this.offset = toNumbers('offset', offset);
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), scale: this.scale, offset: this.offset };
  }

  override get passesMask(): boolean {
    return true;
  }

  override outputShape(inputShape: Shape): Shape {
    const last = inputShape[inputShape.length - 1];
    for (const option of ['scale', 'offset'] as const) {
      const given = this[option];
      if (typeof given === 'number' || given.length === last) continue;
      throw new ShapeError(`rescaling: ${option} must hold ${last} numbers for inputs of shape `
        + `${formatShape(inputShape)}, got ${given.length}`);
    }
    return inputShape;
  }

  override bind(node: Node): Lists {
    const { inputShape, x, y, dy, dx } = node, { scale, offset } = this, size = perExample(sizeOf(inputShape));
    if (typeof scale !== 'number' || typeof offset !== 'number') return bindLists(node, scale, offset);
    return {
      forward: [k.elementwise(value, size, [x, y], [scale, offset])],
      backward: dx ? [k.elementwise(gradient, size, [dy, dx], [scale])] : [],
    };
  }
}

function bindLists(
  { inputShape, x, y, dy, dx, cache }: Node, scale: number | readonly number[], offset: number | readonly number[],
): Lists {
  const n = inputShape[inputShape.length - 1], m = perExample(sizeOf(inputShape) / n);
  const size = perExample(sizeOf(inputShape)), factors = cache('factors', n), offsets = cache('offsets', n);
  /** By calls, so that whoever reads them sees where the numbers are from. */
  const fill = (numbers: number | readonly number[], into: Tensor): List => [
    k.elementwise(one, n, [into]),
    ...(typeof numbers === 'number' ? [k.scal(n, numbers, into, 0, 1)]
      : numbers.map((number, i) => k.scal(1, number, into, i, 1))),
  ];
  return {
    forward: [
      ...fill(scale, factors), ...fill(offset, offsets),
      k.elementwise(copy, size, [x, y]), k.scaleColumns(m, n, factors, y), k.biasAdd(m, n, offsets, y),
    ],
    backward: dx ? [k.elementwise(copy, size, [dy, dx]), k.scaleColumns(m, n, factors, dx)] : [],
  };
}

function toNumbers(option: string, given: number | readonly number[]): number | readonly number[] {
  if (typeof given === 'number') {
    expectFloat32Number('rescaling', option, given);
    return given;
  }
  expectArray('rescaling', option, given);
  given.forEach((one, i) => expectFloat32Number('rescaling', `${option}[${i}]`, one));
  return [...given];
}

/**
 * A layer that multiplies its inputs and adds to them, such as 1/255 for bytes. Throws RangeError or TypeError for
 * options that do not fit.
 *
 * Formula: x · scale + offset
 * Default: scale must be given, offset 0
 * Source: Keras 3 (Rescaling).
 */
export function rescaling(options: RescalingOptions): Rescaling {
  return new Rescaling(options);
}
