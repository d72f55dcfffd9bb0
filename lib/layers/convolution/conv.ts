/**
 * conv1D and conv2D.
 * @module
 */

import { ShapeError, expectInteger, rangeError } from '../../core/errors.ts';
import type { Shape } from '../../core/shape.ts';
import type { Constraint, ConstraintSpelling } from '../../constraints/index.ts';
import type { Initializer, Values } from '../../initializers/index.ts';
import type { Padding } from '../../kernels/window.ts';
import type { Regularizer, RegularizerSpelling } from '../../regularizers/index.ts';
import type { LayerConfig } from '../layer.ts';
import type { Sizes1D, Sizes2D } from '../sizes.ts';
import type { ConvolutionOptions, Geometry } from './convolution.ts';
import { WindowedConvolution } from './windowed.ts';

/** The options of layers that have a number of filters. */
export interface FilterOptions<Sizes> extends ConvolutionOptions<Sizes> {
  /** Number of channels of the output, a positive integer. */
  readonly filters: number;
  /** First values of w. Default 'glorotUniform'. */
  readonly kernelInitializer?: string | Initializer | Values;
  /** What w adds to J. Default nothing. */
  readonly kernelRegularizer?: RegularizerSpelling | Regularizer;
  /** What w is held to after each update. Default nothing. */
  readonly kernelConstraint?: ConstraintSpelling | Constraint;
}

/** What {@link conv2D} takes. */
export interface Conv2DOptions extends FilterOptions<Sizes2D> {
  /** Groups of channels, and as many of filters, that do not see each other; it divides both. Default 1. */
  readonly groups?: number;
}

/** What {@link conv1D} takes. */
export interface Conv1DOptions extends Omit<FilterOptions<Sizes1D>, 'padding'> {
  /** As of any; 'causal': ⌈steps / stride⌉ windows, none of which sees a later step. Default 'valid'. */
  readonly padding?: Padding;
  /** As of conv2D. Default 1. */
  readonly groups?: number;
}

/** What both are. */
abstract class Conv extends WindowedConvolution {
  readonly filters: number;
  readonly groups: number;

  constructor(who: string, axes: 1 | 2, paddings: readonly Padding[], options: Conv1DOptions | Conv2DOptions) {
    super(options, { who, axes, paddings, tensor: 'kernel', known: ['filters', 'groups'] });
    const { filters, groups = 1 } = options;
    expectInteger(who, 'filters', filters, 1);
    expectInteger(who, 'groups', groups, 1);
    if (filters % groups !== 0) throw rangeError(`${who}: groups must divide the ${filters} filters, got ${groups}`);
    this.filters = filters;
    this.groups = groups;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), filters: this.filters, groups: this.groups };
  }

  protected override geometry(inputShape: Shape): Geometry {
    const { size, channels } = this.image(inputShape), { filters, groups, kind } = this;
    if (channels % groups !== 0) {
      throw new ShapeError(`${kind}: groups must divide the ${channels} channels of the input, got ${groups}`);
    }
    return { window: this.window(size), c: channels / groups, f: filters / groups, groups };
  }

  protected override channels(inputShape: Shape): Shape {
    return [this.geometry(inputShape).c, this.filters];
  }
}

/**
 * z = x ∗ w + b along steps, a = activation(z).
 *
 * Input shape: (steps, channels); output shape: (new steps, filters).
 * Parameters: w (kernelSize, channels / groups, filters), b (filters).
 */
export class Conv1D extends Conv {
  readonly kind = 'conv1D';

  constructor(options: Conv1DOptions) {
    super('conv1D', 1, ['valid', 'same', 'causal'], options);
  }
}

/**
 * z = x ∗ w + b over images, a = activation(z).
 *
 * Input shape: (rows, columns, channels); output shape: (new rows, new columns, filters).
 * Parameters: w (kernelSize[0], kernelSize[1], channels / groups, filters), b (filters).
 */
export class Conv2D extends Conv {
  readonly kind = 'conv2D';

  constructor(options: Conv2DOptions) {
    super('conv2D', 2, ['valid', 'same'], options);
  }
}

/**
 * A convolution along the steps of a sequence. Throws RangeError or TypeError for options that are out of range,
 * misspelt or of the wrong kind.
 *
 *     conv1D({ filters: 8, kernelSize: 3, padding: 'causal', activation: 'relu' })
 *
 * Formula: activation(Σ over taps p and channels c of x[i · stride + p · dilation − before, c] · w[p, c, filter] + b)
 * Default: filters and kernelSize must be given, strides 1, padding 'valid', dilationRate 1, groups 1, activation
 *          'linear', useBias true, kernelInitializer 'glorotUniform', biasInitializer 'zeros'
 * Source: Keras 3 (Conv1D).
 */
export function conv1D(options: Conv1DOptions): Conv1D {
  return new Conv1D(options);
}

/**
 * A convolution over images, channels last. Throws RangeError or TypeError for options that are out of range, misspelt
 * or of the wrong kind.
 *
 *     conv2D({ filters: 8, kernelSize: 3, activation: 'relu', inputShape: [28, 28, 1] })
 *
 * Formula: activation(Σ over taps (p, q) and channels c of x[row + p, column + q, c] · w[p, q, c, filter] + b)
 * Default: filters and kernelSize must be given, strides 1, padding 'valid', dilationRate 1, groups 1, activation
 *          'linear', useBias true, kernelInitializer 'glorotUniform', biasInitializer 'zeros'
 * Source: Keras 3 (Conv2D).
 */
export function conv2D(options: Conv2DOptions): Conv2D {
  return new Conv2D(options);
}
