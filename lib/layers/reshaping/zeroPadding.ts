/**
 * zeroPadding1D and zeroPadding2D.
 * @module
 */

import { expectKnownOptions } from '../../core/errors.ts';
import { sizeOf, type Shape } from '../../core/shape.ts';
import { perExample } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type Node,
} from '../layer.ts';
import { toImage } from '../sizes.ts';
import { Inset, toMargins, type Margin, type Margins1D, type Margins2D } from './margins.ts';
import { zero } from '../fill.ts';

/** What {@link zeroPadding1D} takes. */
export interface ZeroPadding1DOptions extends LayerOptions {
  /** Steps of zeros: one number for both ends, or [before, after]. Default 1. */
  readonly padding?: Margins1D;
}

/** What {@link zeroPadding2D} takes. */
export interface ZeroPadding2DOptions extends LayerOptions {
  /** Lines of zeros: one number for all sides, [rows, columns], or [[top, bottom], [left, right]]. Default 1. */
  readonly padding?: Margins2D;
}

/** The input as it is, bit for bit, and +0 around it. Backward: the same elements of dy. */
abstract class ZeroPadding extends Layer {
  /** Of each axis, before and after. */
  readonly margins: readonly Margin[];
  readonly #who: string;

  constructor(who: string, options: ZeroPadding1DOptions | ZeroPadding2DOptions, axes: 1 | 2) {
    expectKnownOptions(who, options, ['padding', ...LAYER_OPTIONS]);
    const { padding = 1 } = options;
    super(toLayerOptions(who, options));
    this.margins = toMargins(who, 'padding', padding, axes);
    this.#who = who;
  }

  override getConfig(): LayerConfig {
    const { margins } = this;
    return { ...super.getConfig(), padding: margins.length === 1 ? margins[0] : margins };
  }

  override outputShape(inputShape: Shape): Shape {
    const { size, channels } = toImage(this.#who, inputShape, this.margins.length);
    return [...size.map((n, axis) => n + this.margins[axis][0] + this.margins[axis][1]), channels];
  }

  override bind({ inputShape, x, dx, y, dy }: Node): Lists {
    const { size, channels } = toImage(this.#who, inputShape, this.margins.length);
    const inset = new Inset(size, this.margins, channels), padded = perExample(sizeOf(this.outputShape(inputShape)));
    return {
      forward: [k.elementwise(zero, padded, [y]), ...inset.put(x, y)],
      backward: dx ? inset.take(dy, dx) : [],
    };
  }
}

/**
 * A sequence with zeros before and after it.
 *
 * Input shape: (steps, channels); output shape: (before + steps + after, channels).
 */
export class ZeroPadding1D extends ZeroPadding {
  readonly kind = 'zeroPadding1D';

  constructor(options: ZeroPadding1DOptions = {}) {
    super('zeroPadding1D', options, 1);
  }
}

/**
 * An image with zeros around it.
 *
 * Input shape: (rows, columns, channels); output shape: (top + rows + bottom, left + columns + right, channels).
 */
export class ZeroPadding2D extends ZeroPadding {
  readonly kind = 'zeroPadding2D';

  constructor(options: ZeroPadding2DOptions = {}) {
    super('zeroPadding2D', options, 2);
  }
}

/**
 * A layer that puts zeros before and after a sequence. Throws RangeError or TypeError for options that do not fit.
 *
 * Does: puts `padding` steps of +0 before and after the sequence
 * Default: padding 1
 * Source: Keras 3 (ZeroPadding1D).
 */
export function zeroPadding1D(options: ZeroPadding1DOptions = {}): ZeroPadding1D {
  return new ZeroPadding1D(options);
}

/**
 * A layer that puts zeros around an image. Throws RangeError or TypeError for options that do not fit.
 *
 * Does: puts `padding` lines of +0 around the image
 * Default: padding 1
 * Source: Keras 3 (ZeroPadding2D).
 */
export function zeroPadding2D(options: ZeroPadding2DOptions = {}): ZeroPadding2D {
  return new ZeroPadding2D(options);
}
