/**
 * conv1DTranspose and conv2DTranspose.
 * @module
 */

import { ShapeError, expectInteger, rangeError } from '../../core/errors.ts';
import type { Shape } from '../../core/shape.ts';
import { perExample } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { tapsOfInput } from '../../kernels/routines/taps.ts';
import type { Window } from '../../kernels/window.ts';
import type { LayerConfig, Lists, Node, Term } from '../layer.ts';
import { toSizes, type Sizes1D, type Sizes2D } from '../sizes.ts';
import type { FilterOptions } from './conv.ts';
import { Convolution, type Geometry } from './convolution.ts';

/** The options of transposed convolutions. */
export interface TransposeOptions<Sizes> extends FilterOptions<Sizes> {
  /**
   * How many elements longer than the shortest the output is, below the stride. Default: input · stride long for
   * 'same', and for 'valid' as long as the windows reach, at least input · stride.
   */
  readonly outputPadding?: Sizes;
}

/** What {@link conv1DTranspose} takes. */
export type Conv1DTransposeOptions = TransposeOptions<Sizes1D>;
/** What {@link conv2DTranspose} takes. */
export type Conv2DTransposeOptions = TransposeOptions<Sizes2D>;

/**
 * What both are. Along an axis, with k = (kernelSize − 1) · dilationRate + 1, the output is
 *
 * - 'valid': (input − 1) · stride + max(k, stride) long; + k + p with an outputPadding p
 * - 'same': input · stride long; (input − 1) · stride + (k mod 2) + p with an outputPadding p
 *
 * and the layer is the gradient of a convolution from such an output to the input, as padding says.
 */
abstract class ConvTranspose extends Convolution {
  readonly filters: number;
  readonly outputPadding: readonly number[] | undefined;

  constructor(who: string, axes: 1 | 2, options: Conv1DTransposeOptions | Conv2DTransposeOptions) {
    super(options, { who, axes, tensor: 'kernel', known: ['filters', 'outputPadding'] });
    const { filters, outputPadding } = options;
    expectInteger(who, 'filters', filters, 1);
    this.filters = filters;
    this.outputPadding =
      outputPadding === undefined ? undefined : toSizes(who, 'outputPadding', outputPadding, axes, 0);
    this.outputPadding?.forEach((more, axis) => {
      if (more < this.strides[axis]) return;
      throw rangeError(`${who}: outputPadding must be below the stride ${this.strides[axis]}, got ${more}`);
    });
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), filters: this.filters, outputPadding: this.outputPadding };
  }

  /** The window of the convolution that goes from the output back to the input. */
  protected override geometry(inputShape: Shape): Geometry {
    const { size, channels } = this.image(inputShape), slides = size.map((length, axis) => this.#slide(length, axis));
    const two = (of: readonly number[], first: number): readonly [number, number] =>
      (of.length === 1 ? [first, of[0]] : [of[0], of[1]]);
    const { kernelSize, strides, dilationRate, filters } = this;
    const window: Window = [
      ...two(slides.map(({ output }) => output), 1), ...two(size, 1), ...two(kernelSize, 1), ...two(strides, 1),
      ...two(dilationRate, 1), ...two(slides.map(({ before }) => before), 0),
    ];
    return { window, c: filters, f: channels, groups: 1 };
  }

  #slide(input: number, axis: number): { readonly output: number; readonly before: number } {
    const stride = this.strides[axis], more = this.outputPadding?.[axis], reached = (input - 1) * stride;
    const reach = (this.kernelSize[axis] - 1) * this.dilationRate[axis] + 1, isValid = this.padding === 'valid';
    const usual = isValid ? Math.max(reach, stride) : stride, least = isValid ? reach : reach % 2;
    const output = reached + (more === undefined ? usual : least + more);
    if (output < 1) throw new ShapeError(`${this.kind}: output must have at least 1 element, got ${output}`);
    return { output, before: isValid ? 0 : Math.floor(Math.max(0, reached + reach - output) / 2) };
  }

  protected override channels(inputShape: Shape): Shape {
    return [this.filters, this.image(inputShape).channels];
  }

  override outputShape(inputShape: Shape): Shape {
    const { window: [h, w] } = this.geometry(inputShape);
    return this.kernelSize.length === 1 ? [w, this.filters] : [h, w, this.filters];
  }

  override terms(unit: number, inputShape: Shape): readonly Term[] {
    const { window, c, f } = this.geometry(inputShape), filter = unit % c;
    const terms: Term[] = tapsOfInput(window, (unit - filter) / c).flatMap(({ output, tap }) =>
      Array.from({ length: f }, (_, channel) => ({
        parameter: 'w', at: (tap * c + filter) * f + channel, input: output * f + channel,
      })));
    return this.useBias ? [...terms, { parameter: 'b', at: filter }] : terms;
  }

  override bind(node: Node): Lists {
    const { inputShape, x, y, dy, dx, parameters: { w }, gradients: { w: dw } } = node;
    const { window, c, f } = this.geometry(inputShape), n = perExample(1), bias = this.biasLists(node);
    return {
      forward: [k.conv2dInputGradient(n, ...window, c, f, 1, x, w, 0, y), ...bias.forward],
      backward: [
        k.conv2dKernelGradient(n, ...window, c, f, 1, dy, x, 'beta', dw), ...bias.backward,
        ...(dx ? [k.conv2d(n, ...window, c, f, 1, dy, w, 0, dx)] : []),
      ],
    };
  }
}

/**
 * A transposed convolution along steps, a = activation(z).
 *
 * Input shape: (steps, channels); output shape: (more steps, filters).
 * Parameters: w (kernelSize, filters, channels), b (filters).
 */
export class Conv1DTranspose extends ConvTranspose {
  readonly kind = 'conv1DTranspose';

  constructor(options: Conv1DTransposeOptions) {
    super('conv1DTranspose', 1, options);
  }
}

/**
 * A transposed convolution over images, a = activation(z).
 *
 * Input shape: (rows, columns, channels); output shape: (more rows, more columns, filters).
 * Parameters: w (kernelSize[0], kernelSize[1], filters, channels), b (filters).
 */
export class Conv2DTranspose extends ConvTranspose {
  readonly kind = 'conv2DTranspose';

  constructor(options: Conv2DTransposeOptions) {
    super('conv2DTranspose', 2, options);
  }
}

/**
 * A transposed convolution along steps: the gradient of a convolution with respect to its input. Throws RangeError or
 * TypeError for options that do not fit.
 *
 * Formula: activation(Σ over steps i and taps p that meet at the step of x[i, c] · w[p, filter, c] + b)
 * Default: filters and kernelSize must be given, strides 1, padding 'valid', dilationRate 1, outputPadding none,
 *          activation 'linear', useBias true, kernelInitializer 'glorotUniform', biasInitializer 'zeros'
 * Source: Keras 3 (Conv1DTranspose).
 */
export function conv1DTranspose(options: Conv1DTransposeOptions): Conv1DTranspose {
  return new Conv1DTranspose(options);
}

/**
 * A transposed convolution over images: the gradient of a convolution with respect to its input. Throws RangeError or
 * TypeError for options that do not fit.
 *
 * Formula: activation(Σ over pixels and taps (p, q) that meet at the pixel of x[i, j, c] · w[p, q, filter, c] + b)
 * Default: filters and kernelSize must be given, strides 1, padding 'valid', dilationRate 1, outputPadding none,
 *          activation 'linear', useBias true, kernelInitializer 'glorotUniform', biasInitializer 'zeros'
 * Source: Keras 3 (Conv2DTranspose).
 */
export function conv2DTranspose(options: Conv2DTransposeOptions): Conv2DTranspose {
  return new Conv2DTranspose(options);
}
