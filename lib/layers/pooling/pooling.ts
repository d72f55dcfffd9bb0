/**
 * What layers have in common that look at images through a window.
 * @module
 */

import { expectKnownOptions, expectOneOf } from '../../core/errors.ts';
import type { Shape } from '../../core/shape.ts';
import { windowOf, type Window } from '../../kernels/window.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type Node,
} from '../layer.ts';
import { toImage, toSizes, type Sizes1D, type Sizes2D } from '../sizes.ts';
import type { Reduction } from './reductions.ts';

/** The options of pooling layers. */
export interface PoolingOptions<Sizes> extends LayerOptions {
  /** How much a window sees. Default 2. */
  readonly poolSize?: Sizes;
  /** From one window to the next. Default poolSize. */
  readonly strides?: Sizes;
  /**
   * 'valid': only windows that lie in the image; 'same': ⌈size / stride⌉ of them, of which what lies outside is left
   * out. Default 'valid'.
   */
  readonly padding?: 'valid' | 'same';
}

/** What {@link maxPooling1D} and {@link averagePooling1D} take. */
export type Pooling1DOptions = PoolingOptions<Sizes1D>;
/** What {@link maxPooling2D} and {@link averagePooling2D} take. */
export type Pooling2DOptions = PoolingOptions<Sizes2D>;

/** What a kind of pooling says of itself. */
interface Pooled {
  readonly who: string;
  readonly axes: 1 | 2;
  readonly reduction: Reduction;
}

/** See the module; each channel goes by itself. */
export abstract class Pooling extends Layer {
  readonly poolSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: 'valid' | 'same';
  readonly #pooled: Pooled;

  constructor(options: Pooling1DOptions | Pooling2DOptions, pooled: Pooled) {
    const { who, axes } = pooled;
    expectKnownOptions(who, options, ['poolSize', 'strides', 'padding', ...LAYER_OPTIONS]);
    const { poolSize = 2, strides = poolSize, padding = 'valid' } = options;
    super(toLayerOptions(who, options));
    this.poolSize = toSizes(who, 'poolSize', poolSize, axes);
    this.strides = toSizes(who, 'strides', strides, axes);
    expectOneOf(who, 'padding', padding, ['valid', 'same']);
    this.padding = padding;
    this.#pooled = pooled;
  }

  override getConfig(): LayerConfig {
    const { poolSize, strides, padding } = this;
    return { ...super.getConfig(), poolSize, strides, padding };
  }

  override outputShape(inputShape: Shape): Shape {
    const { axes, channels, window: [, , oh, ow] } = this.#look(inputShape);
    return [...(axes === 1 ? [ow] : [oh, ow]), channels];
  }

  override bind(node: Node): Lists {
    const { reduction, window, channels } = this.#look(node.inputShape);
    return reduction(node, window, channels);
  }

  #look(inputShape: Shape): Pooled & { readonly window: Window; readonly channels: number } {
    const pooled = this.#pooled, { who, axes } = pooled, { size, channels } = toImage(who, inputShape, axes);
    const { poolSize: kernel, strides, padding } = this, dilation = size.map(() => 1);
    return { ...pooled, channels, window: windowOf(who, size, { kernel, strides, dilation, padding }) };
  }
}
