/**
 * upSampling1D and upSampling2D.
 * @module
 */

import { expectKnownOptions, expectOneOf } from '../../core/errors.ts';
import { sizeOf, type Shape } from '../../core/shape.ts';
import { perExample, type List, type Tensor } from '../../kernels/index.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type Node,
} from '../layer.ts';
import { toImage, toSizes, type Sizes1D, type Sizes2D } from '../sizes.ts';
import { bilinear, nearest, type Interpolation, type Stretch } from './interpolation.ts';

/** What {@link upSampling1D} takes. */
export interface UpSampling1DOptions extends LayerOptions {
  /** How many steps become of one. Default 2. */
  readonly size?: Sizes1D;
}

/** What {@link upSampling2D} takes. */
export interface UpSampling2DOptions extends LayerOptions {
  /** How many rows and columns become of one. Default 2. */
  readonly size?: Sizes2D;
  /** 'nearest' repeats; 'bilinear' goes in straight lines from the centre of a pixel to the next. Default 'nearest'. */
  readonly interpolation?: 'nearest' | 'bilinear';
}

/** The input, larger along each axis: along the last first, then along the one before it. */
abstract class UpSampling extends Layer {
  readonly size: readonly number[];
  readonly #who: string;
  readonly #by: Interpolation;

  constructor(who: string, options: UpSampling1DOptions | UpSampling2DOptions, axes: 1 | 2, by: Interpolation) {
    const { size = 2 } = options;
    super(toLayerOptions(who, options));
    this.size = toSizes(who, 'size', size, axes);
    this.#who = who;
    this.#by = by;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), size: this.size };
  }

  override outputShape(inputShape: Shape): Shape {
    const { size, channels } = toImage(this.#who, inputShape, this.size.length);
    return [...size.map((n, axis) => n * this.size[axis]), channels];
  }

  override bind({ inputShape, x, dx, y, dy, cache }: Node): Lists {
    const forward: List[number][] = [], backward: List[number][] = [], stretches = this.#stretches(inputShape);
    let from: Pick<Node, 'x' | 'dx'> = { x, dx };
    stretches.forEach((stretch, i) => {
      const { outer, length, inner, count } = stretch, size = outer * length * inner;
      const wide = (name: string): Tensor => cache(name, perExample(size * count));
      const to = i === stretches.length - 1 ? { y, dy } : { y: wide('wide'), dy: wide('dwide') };
      const lists = this.#by(stretch, {
        ...from, ...to, cache: (name) => cache(`${name}${i + 1}`, perExample(size)),
      });
      forward.push(...lists.forward);
      backward.unshift(...lists.backward);
      from = { x: to.y, dx: dx && to.dy };
    });
    return { forward, backward };
  }

  #stretches(inputShape: Shape): readonly Stretch[] {
    const { size, channels } = toImage(this.#who, inputShape, this.size.length), stretches = [];
    let inner = channels;
    for (let axis = size.length - 1; axis >= 0; axis--) {
      stretches.push({ outer: sizeOf(size.slice(0, axis)), length: size[axis], inner, count: this.size[axis] });
      inner *= size[axis] * this.size[axis];
    }
    return stretches;
  }
}

/**
 * A sequence with each of its steps repeated.
 *
 * Input shape: (steps, channels); output shape: (steps · size, channels). Backward: Σ of dy over the repeated steps,
 * ascending from +0.
 */
export class UpSampling1D extends UpSampling {
  readonly kind = 'upSampling1D';

  constructor(options: UpSampling1DOptions = {}) {
    expectKnownOptions('upSampling1D', options, ['size', ...LAYER_OPTIONS]);
    super('upSampling1D', options, 1, nearest);
  }
}

/**
 * An image made larger, along its columns first, then along its rows; backward the other way round.
 *
 * Input shape: (rows, columns, channels); output shape: (rows · size[0], columns · size[1], channels). Backward of
 * 'nearest': of each axis Σ of dy over what was repeated, ascending from +0.
 */
export class UpSampling2D extends UpSampling {
  readonly kind = 'upSampling2D';
  readonly interpolation: 'nearest' | 'bilinear';

  constructor(options: UpSampling2DOptions = {}) {
    expectKnownOptions('upSampling2D', options, ['size', 'interpolation', ...LAYER_OPTIONS]);
    const { interpolation = 'nearest' } = options;
    expectOneOf('upSampling2D', 'interpolation', interpolation, ['nearest', 'bilinear']);
    super('upSampling2D', options, 2, interpolation === 'nearest' ? nearest : bilinear);
    this.interpolation = interpolation;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), interpolation: this.interpolation };
  }
}

/**
 * A layer that repeats each step of a sequence. Throws RangeError or TypeError for options that do not fit.
 *
 * Formula: x[⌊i / size⌋, c]
 * Default: size 2
 * Source: Keras 3 (UpSampling1D).
 */
export function upSampling1D(options: UpSampling1DOptions = {}): UpSampling1D {
  return new UpSampling1D(options);
}

/**
 * A layer that makes an image larger. Throws RangeError or TypeError for options that do not fit.
 *
 * Does: repeats pixels, or goes in straight lines between their centres, which lie at half a pixel
 * Default: size 2, interpolation 'nearest'
 * Source: Keras 3 (UpSampling2D).
 */
export function upSampling2D(options: UpSampling2DOptions = {}): UpSampling2D {
  return new UpSampling2D(options);
}
