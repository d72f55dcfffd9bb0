/**
 * cropping1D and cropping2D.
 * @module
 */

import { ShapeError, expectKnownOptions, show } from '../../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../../core/shape.ts';
import { perExample } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type Node,
} from '../layer.ts';
import { toImage } from '../sizes.ts';
import { Inset, toMargins, type Margin, type Margins1D, type Margins2D } from './margins.ts';
import { zero } from '../fill.ts';

/** What {@link cropping1D} takes. */
export interface Cropping1DOptions extends LayerOptions {
  /** Steps to take off: one number for both ends, or [before, after]. Default 1. */
  readonly cropping?: Margins1D;
}

/** What {@link cropping2D} takes. */
export interface Cropping2DOptions extends LayerOptions {
  /** Lines to take off: one number for all sides, [rows, columns], or [[top, bottom], [left, right]]. Default 0. */
  readonly cropping?: Margins2D;
}

/** What is left of the input, bit for bit. Backward: dy, and +0 around it. */
abstract class Cropping extends Layer {
  /** Of each axis, before and after. */
  readonly margins: readonly Margin[];
  readonly #who: string;

  constructor(
    options: Cropping1DOptions | Cropping2DOptions,
    { who, axes, standard }: { readonly who: string; readonly axes: 1 | 2; readonly standard: number },
  ) {
    expectKnownOptions(who, options, ['cropping', ...LAYER_OPTIONS]);
    const { cropping = standard } = options;
    super(toLayerOptions(who, options));
    this.margins = toMargins(who, 'cropping', cropping, axes);
    this.#who = who;
  }

  override getConfig(): LayerConfig {
    const { margins } = this;
    return { ...super.getConfig(), cropping: margins.length === 1 ? margins[0] : margins };
  }

  override outputShape(inputShape: Shape): Shape {
    const { size, channels } = toImage(this.#who, inputShape, this.margins.length);
    const left = size.map((n, axis) => n - this.margins[axis][0] - this.margins[axis][1]);
    if (left.every((n) => n > 0)) return [...left, channels];
    const cropping = show(this.getConfig().cropping), got = formatShape(inputShape);
    throw new ShapeError(`${this.#who}: input must be larger than cropping ${cropping}, got ${got}`);
  }

  override bind({ inputShape, x, dx, y, dy }: Node): Lists {
    const { size, channels } = toImage(this.#who, this.outputShape(inputShape), this.margins.length);
    const inset = new Inset(size, this.margins, channels), whole = perExample(sizeOf(inputShape));
    return {
      forward: inset.take(x, y),
      backward: dx ? [k.elementwise(zero, whole, [dx]), ...inset.put(dy, dx)] : [],
    };
  }
}

/**
 * A sequence without its ends.
 *
 * Input shape: (steps, channels); output shape: (steps − before − after, channels).
 */
export class Cropping1D extends Cropping {
  readonly kind = 'cropping1D';

  constructor(options: Cropping1DOptions = {}) {
    super(options, { who: 'cropping1D', axes: 1, standard: 1 });
  }
}

/**
 * An image without its edges.
 *
 * Input shape: (rows, columns, channels); output shape: (rows − top − bottom, columns − left − right, channels).
 */
export class Cropping2D extends Cropping {
  readonly kind = 'cropping2D';

  constructor(options: Cropping2DOptions = {}) {
    super(options, { who: 'cropping2D', axes: 2, standard: 0 });
  }
}

/**
 * A layer that takes the ends off a sequence. Throws RangeError or TypeError for options that do not fit.
 *
 * Does: takes `cropping` steps off both ends of the sequence
 * Default: cropping 1
 * Source: Keras 3 (Cropping1D).
 */
export function cropping1D(options: Cropping1DOptions = {}): Cropping1D {
  return new Cropping1D(options);
}

/**
 * A layer that takes the edges off an image. Throws RangeError or TypeError for options that do not fit.
 *
 * Does: takes `cropping` lines off each side of the image
 * Default: cropping 0
 * Source: Keras 3 (Cropping2D).
 */
export function cropping2D(options: Cropping2DOptions = {}): Cropping2D {
  return new Cropping2D(options);
}
