/**
 * Dropout of whole channels.
 * @module
 */

import { ShapeError, expectFraction, expectKnownOptions } from '../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../core/shape.ts';
import { dropoutFormulas, type DropoutOptions } from './dropout.ts';
import { LAYER_OPTIONS, toLayerOptions, type LayerConfig } from './layer.ts';
import { Noise, type NoiseFormulas } from './noise.ts';
import { toSeed } from './ownSeed.ts';

/**
 * y = u < rate ? 0 : x·(1/(1 − rate)), u uniform in [0, 1) for each channel of an example, in training; y = x
 * otherwise.
 *
 * Output shape: the input's. Cache: u, of every element.
 * Keras' also take a rate of 1.
 */
abstract class SpatialDropout extends Noise {
  readonly formulas: NoiseFormulas = dropoutFormulas;
  readonly scalars: readonly number[];
  readonly rate: number;
  readonly seed: number | undefined;
  readonly #axes: readonly string[];

  constructor(who: string, axes: readonly string[], options: DropoutOptions) {
    expectKnownOptions(who, options, ['rate', 'seed', ...LAYER_OPTIONS]);
    const { rate } = options;
    expectFraction(who, 'rate', rate);
    super(toLayerOptions(who, options));
    this.rate = rate;
    this.seed = toSeed(who, options);
    this.scalars = [rate, 1 / (1 - rate)];
    this.#axes = axes;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), rate: this.rate };
  }

  override outputShape(inputShape: Shape): Shape {
    if (inputShape.length !== this.#axes.length) {
      const wanted = `(${this.#axes.join(', ')})`;
      throw new ShapeError(`${this.kind}: input must be of shape ${wanted}, got ${formatShape(inputShape)}`);
    }
    return inputShape;
  }

  override parts(inputShape: Shape): number {
    return sizeOf(inputShape) / inputShape[inputShape.length - 1];
  }
}

/** Input shape: (steps, channels). */
export class SpatialDropout1D extends SpatialDropout {
  readonly kind = 'spatialDropout1D';

  constructor(options: DropoutOptions) {
    super('spatialDropout1D', ['steps', 'channels'], options);
  }
}

/** Input shape: (height, width, channels). */
export class SpatialDropout2D extends SpatialDropout {
  readonly kind = 'spatialDropout2D';

  constructor(options: DropoutOptions) {
    super('spatialDropout2D', ['height', 'width', 'channels'], options);
  }
}

/**
 * A layer that sets a share `rate` of its channels to 0 in training, at all steps. Throws RangeError or TypeError for
 * options that do not fit.
 *
 * Formula: 0 if u < rate, else x/(1 − rate), in training, where u is uniform in [0, 1) for each channel; else x
 * Default: rate must be given, seed the model's
 * Source: Tompson et al., "Efficient object localization using convolutional networks", CVPR 2015; Keras'
 *         `SpatialDropout1D`.
 */
export function spatialDropout1D(options: DropoutOptions): SpatialDropout1D {
  return new SpatialDropout1D(options);
}

/**
 * A layer that sets a share `rate` of its channels to 0 in training, at all places of an image. Throws RangeError or
 * TypeError for options that do not fit.
 *
 * Formula: 0 if u < rate, else x/(1 − rate), in training, where u is uniform in [0, 1) for each channel; else x
 * Default: rate must be given, seed the model's
 * Source: Tompson et al., "Efficient object localization using convolutional networks", CVPR 2015; Keras'
 *         `SpatialDropout2D`.
 */
export function spatialDropout2D(options: DropoutOptions): SpatialDropout2D {
  return new SpatialDropout2D(options);
}
