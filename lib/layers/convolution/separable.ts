/**
 * separableConv1D and separableConv2D.
 * @module
 */

import { expectInteger } from '../../core/errors.ts';
import type { Shape } from '../../core/shape.ts';
import type { Constraint, ConstraintSpelling } from '../../constraints/index.ts';
import type { Initializer, Values } from '../../initializers/index.ts';
import { perExample } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import type { Regularizer, RegularizerSpelling } from '../../regularizers/index.ts';
import type { LayerConfig, Lists, Node, ParameterSpec } from '../layer.ts';
import type { Sizes1D, Sizes2D } from '../sizes.ts';
import { tensorConfig, tensorOptionNames, toTensorOptions, type TensorOptions } from '../tensorOptions.ts';
import { Convolution, type Geometry } from './convolution.ts';
import type { DepthwiseOptions } from './depthwise.ts';

/** The options of layers that mix channels which each were convolved by itself. */
export interface SeparableOptions<Sizes> extends DepthwiseOptions<Sizes> {
  /** Number of channels of the output, a positive integer. */
  readonly filters: number;
  /** First values of the weights that mix the channels. Default 'glorotUniform'. */
  readonly pointwiseInitializer?: string | Initializer | Values;
  /** What they add to J. Default nothing. */
  readonly pointwiseRegularizer?: RegularizerSpelling | Regularizer;
  /** What they are held to after each update. Default nothing. */
  readonly pointwiseConstraint?: ConstraintSpelling | Constraint;
}

/** What {@link separableConv1D} takes. */
export type SeparableConv1DOptions = SeparableOptions<Sizes1D>;
/** What {@link separableConv2D} takes. */
export type SeparableConv2DOptions = SeparableOptions<Sizes2D>;

/** What both are. Caches: u, each channel convolved by itself, and du. */
abstract class SeparableConv extends Convolution {
  readonly filters: number;
  readonly depthMultiplier: number;
  readonly pointwise: TensorOptions;

  constructor(who: string, axes: 1 | 2, options: SeparableConv1DOptions | SeparableConv2DOptions) {
    const known = ['filters', 'depthMultiplier', ...tensorOptionNames('pointwise')];
    super(options, { who, axes, tensor: 'depthwise', known });
    const { filters, depthMultiplier = 1 } = options;
    expectInteger(who, 'filters', filters, 1);
    expectInteger(who, 'depthMultiplier', depthMultiplier, 1);
    this.filters = filters;
    this.depthMultiplier = depthMultiplier;
    this.pointwise = toTensorOptions(who, 'pointwise', options, 'glorotUniform');
  }

  override getConfig(): LayerConfig {
    const { filters, depthMultiplier, pointwise } = this;
    return { ...super.getConfig(), filters, depthMultiplier, ...tensorConfig('pointwise', pointwise) };
  }

  protected override geometry(inputShape: Shape): Geometry {
    const { size, channels } = this.image(inputShape);
    return { window: this.window(size), c: 1, f: this.depthMultiplier, groups: channels };
  }

  protected override channels(inputShape: Shape): Shape {
    return [this.image(inputShape).channels, this.depthMultiplier];
  }

  override outputShape(inputShape: Shape): Shape {
    return this.outputOf(this.geometry(inputShape).window, this.filters);
  }

  override parameters(inputShape: Shape): readonly ParameterSpec[] {
    const [depthwise, ...bias] = super.parameters(inputShape), { f, groups } = this.geometry(inputShape);
    const shape = [...this.kernelSize.map(() => 1), groups * f, this.filters];
    return [{ ...depthwise, name: 'depthwise' }, { name: 'pointwise', shape, ...this.pointwise }, ...bias];
  }

  override bind(node: Node): Lists {
    const { inputShape, x, y, dy, dx, parameters: { depthwise, pointwise }, gradients, cache } = node;
    const { window, f, groups } = this.geometry(inputShape), { filters } = this, [, , oh, ow] = window;
    const n = perExample(1), pixels = perExample(oh * ow), mixed = groups * f, bias = this.biasLists(node);
    const u = cache('u', perExample(oh * ow * mixed)), du = cache('du', perExample(oh * ow * mixed));
    return {
      forward: [
        k.conv2d(n, ...window, 1, f, groups, x, depthwise, 0, u),
        k.gemm('N', 'N', pixels, filters, mixed, 1, u, 0, mixed, pointwise, 0, filters, 0, y, 0, filters),
        ...bias.forward,
      ],
      backward: [
        k.gemm(
          'T', 'N', mixed, filters, pixels, 1, u, 0, mixed, dy, 0, filters, 'beta', gradients['pointwise'], 0, filters,
        ),
        ...bias.backward,
        k.gemm('N', 'T', pixels, mixed, filters, 1, dy, 0, filters, pointwise, 0, filters, 0, du, 0, mixed),
        k.conv2dKernelGradient(n, ...window, 1, f, groups, x, du, 'beta', gradients['depthwise']),
        ...(dx ? [k.conv2dInputGradient(n, ...window, 1, f, groups, du, depthwise, 0, dx)] : []),
      ],
    };
  }
}

/**
 * u = x convolved channel by channel, z = u · pointwise + b at each step, a = activation(z).
 *
 * Input shape: (steps, channels); output shape: (new steps, filters).
 * Parameters: depthwise (kernelSize, channels, depthMultiplier), pointwise (1, channels · depthMultiplier, filters),
 * b (filters). Caches: u, du.
 */
export class SeparableConv1D extends SeparableConv {
  readonly kind = 'separableConv1D';

  constructor(options: SeparableConv1DOptions) {
    super('separableConv1D', 1, options);
  }
}

/**
 * u = x convolved channel by channel, z = u · pointwise + b at each pixel, a = activation(z).
 *
 * Input shape: (rows, columns, channels); output shape: (new rows, new columns, filters).
 * Parameters: depthwise (kernelSize[0], kernelSize[1], channels, depthMultiplier),
 * pointwise (1, 1, channels · depthMultiplier, filters), b (filters). Caches: u, du.
 */
export class SeparableConv2D extends SeparableConv {
  readonly kind = 'separableConv2D';

  constructor(options: SeparableConv2DOptions) {
    super('separableConv2D', 2, options);
  }
}

/**
 * A convolution of each channel of a sequence by itself, then one that mixes them at each step. Throws RangeError or
 * TypeError for options that do not fit.
 *
 * Formula: activation(depthwise convolution of x · pointwise + b)
 * Default: filters and kernelSize must be given, depthMultiplier 1, strides 1, padding 'valid', dilationRate 1,
 *          activation 'linear', useBias true, depthwiseInitializer and pointwiseInitializer 'glorotUniform',
 *          biasInitializer 'zeros'
 * Source: Keras 3 (SeparableConv1D).
 */
export function separableConv1D(options: SeparableConv1DOptions): SeparableConv1D {
  return new SeparableConv1D(options);
}

/**
 * A convolution of each channel of an image by itself, then one that mixes them at each pixel. Throws RangeError or
 * TypeError for options that do not fit.
 *
 * Formula: activation(depthwise convolution of x · pointwise + b)
 * Default: filters and kernelSize must be given, depthMultiplier 1, strides 1, padding 'valid', dilationRate 1,
 *          activation 'linear', useBias true, depthwiseInitializer and pointwiseInitializer 'glorotUniform',
 *          biasInitializer 'zeros'
 * Source: Keras 3 (SeparableConv2D).
 */
export function separableConv2D(options: SeparableConv2DOptions): SeparableConv2D {
  return new SeparableConv2D(options);
}
