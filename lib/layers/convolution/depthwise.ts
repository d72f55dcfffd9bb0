/**
 * depthwiseConv1D and depthwiseConv2D.
 * @module
 */

import { expectInteger } from '../../core/errors.ts';
import type { Shape } from '../../core/shape.ts';
import type { Constraint, ConstraintSpelling } from '../../constraints/index.ts';
import type { Initializer, Values } from '../../initializers/index.ts';
import type { Regularizer, RegularizerSpelling } from '../../regularizers/index.ts';
import type { LayerConfig } from '../layer.ts';
import type { Sizes1D, Sizes2D } from '../sizes.ts';
import type { ConvolutionOptions, Geometry } from './convolution.ts';
import { WindowedConvolution } from './windowed.ts';

/** The options of layers that convolve each channel by itself. */
export interface DepthwiseOptions<Sizes> extends ConvolutionOptions<Sizes> {
  /** Filters for each channel. Default 1. */
  readonly depthMultiplier?: number;
  /** First values of the kernel that each channel has of its own. Default 'glorotUniform'. */
  readonly depthwiseInitializer?: string | Initializer | Values;
  /** What it adds to J. Default nothing. */
  readonly depthwiseRegularizer?: RegularizerSpelling | Regularizer;
  /** What it is held to after each update. Default nothing. */
  readonly depthwiseConstraint?: ConstraintSpelling | Constraint;
}

/** What {@link depthwiseConv1D} takes. */
export type DepthwiseConv1DOptions = DepthwiseOptions<Sizes1D>;
/** What {@link depthwiseConv2D} takes. */
export type DepthwiseConv2DOptions = DepthwiseOptions<Sizes2D>;

/** What both are. */
abstract class DepthwiseConv extends WindowedConvolution {
  readonly depthMultiplier: number;

  constructor(who: string, axes: 1 | 2, options: DepthwiseConv1DOptions | DepthwiseConv2DOptions) {
    super(options, { who, axes, tensor: 'depthwise', known: ['depthMultiplier'] });
    const { depthMultiplier = 1 } = options;
    expectInteger(who, 'depthMultiplier', depthMultiplier, 1);
    this.depthMultiplier = depthMultiplier;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), depthMultiplier: this.depthMultiplier };
  }

  protected override geometry(inputShape: Shape): Geometry {
    const { size, channels } = this.image(inputShape);
    return { window: this.window(size), c: 1, f: this.depthMultiplier, groups: channels };
  }

  protected override channels(inputShape: Shape): Shape {
    return [this.image(inputShape).channels, this.depthMultiplier];
  }
}

/**
 * Each channel of a sequence convolved by itself, a = activation(z).
 *
 * Input shape: (steps, channels); output shape: (new steps, channels · depthMultiplier), those of a channel side by
 * side. Parameters: w (kernelSize, channels, depthMultiplier), b (channels · depthMultiplier).
 */
export class DepthwiseConv1D extends DepthwiseConv {
  readonly kind = 'depthwiseConv1D';

  constructor(options: DepthwiseConv1DOptions) {
    super('depthwiseConv1D', 1, options);
  }
}

/**
 * Each channel of an image convolved by itself, a = activation(z).
 *
 * Input shape: (rows, columns, channels); output shape: (new rows, new columns, channels · depthMultiplier), those of a
 * channel side by side. Parameters: w (kernelSize[0], kernelSize[1], channels, depthMultiplier),
 * b (channels · depthMultiplier).
 */
export class DepthwiseConv2D extends DepthwiseConv {
  readonly kind = 'depthwiseConv2D';

  constructor(options: DepthwiseConv2DOptions) {
    super('depthwiseConv2D', 2, options);
  }
}

/**
 * A convolution of each channel of a sequence by itself. Throws RangeError or TypeError for options that do not fit.
 *
 * Formula: activation(Σ over taps p of x[i · stride + p · dilation − before, c] · w[p, c, j] + b), for channel c, j
 * Default: kernelSize must be given, depthMultiplier 1, strides 1, padding 'valid', dilationRate 1, activation
 *          'linear', useBias true, depthwiseInitializer 'glorotUniform', biasInitializer 'zeros'
 * Source: Keras 3 (DepthwiseConv1D).
 */
export function depthwiseConv1D(options: DepthwiseConv1DOptions): DepthwiseConv1D {
  return new DepthwiseConv1D(options);
}

/**
 * A convolution of each channel of an image by itself. Throws RangeError or TypeError for options that do not fit.
 *
 * Formula: activation(Σ over taps (p, q) of x[row + p, column + q, c] · w[p, q, c, j] + b), for channel c, j
 * Default: kernelSize must be given, depthMultiplier 1, strides 1, padding 'valid', dilationRate 1, activation
 *          'linear', useBias true, depthwiseInitializer 'glorotUniform', biasInitializer 'zeros'
 * Source: Keras 3 (DepthwiseConv2D).
 */
export function depthwiseConv2D(options: DepthwiseConv2DOptions): DepthwiseConv2D {
  return new DepthwiseConv2D(options);
}
