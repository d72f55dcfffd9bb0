/**
 * globalMaxPooling1D, globalMaxPooling2D, globalAveragePooling1D and globalAveragePooling2D.
 * @module
 */

import { expectBoolean, expectKnownOptions } from '../../core/errors.ts';
import type { Shape } from '../../core/shape.ts';
import { windowOf } from '../../kernels/window.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type MaskedShape,
  type Node,
} from '../layer.ts';
import { toImage } from '../sizes.ts';
import { expectStepMask } from '../stepMask.ts';
import { maskedMean } from './maskedMean.ts';
import { largest, mean, type Reduction } from './reductions.ts';

/** What layers of global pooling take. */
export interface GlobalPoolingOptions extends LayerOptions {
  /** Whether the axes of the image stay, with size 1. Default false. */
  readonly keepDims?: boolean;
}

/** What a kind of pooling says of itself. */
interface Pooled {
  readonly who: string;
  readonly axes: 1 | 2;
  readonly reduction: Reduction;
}

/** Pooling with one window, as large as the image. */
abstract class GlobalPooling extends Layer {
  readonly keepDims: boolean;
  readonly #pooled: Pooled;

  constructor(options: GlobalPoolingOptions, pooled: Pooled) {
    const { who } = pooled;
    expectKnownOptions(who, options, ['keepDims', ...LAYER_OPTIONS]);
    const { keepDims = false } = options;
    expectBoolean(who, 'keepDims', keepDims);
    super(toLayerOptions(who, options));
    this.keepDims = keepDims;
    this.#pooled = pooled;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), keepDims: this.keepDims };
  }

  override outputShape(inputShape: Shape): Shape {
    const { who, axes } = this.#pooled, { size, channels } = toImage(who, inputShape, axes);
    return [...(this.keepDims ? size.map(() => 1) : []), channels];
  }

  override bind(node: Node): Lists {
    const { who, axes, reduction } = this.#pooled, { size, channels } = toImage(who, node.inputShape, axes);
    const ones = size.map(() => 1);
    const window = windowOf(who, size, { kernel: size, strides: ones, dilation: ones, padding: 'valid' });
    return reduction(node, window, channels);
  }
}

/**
 * The largest of each channel of a sequence. Of equals the first is taken, and has all of
 * their gradient (Keras splits it); NaN stays NaN.
 *
 * Input shape: (steps, channels); output shape: (channels), or (1, channels) with keepDims. Cache: none but x and y.
 */
export class GlobalMaxPooling1D extends GlobalPooling {
  readonly kind = 'globalMaxPooling1D';

  constructor(options: GlobalPoolingOptions = {}) {
    super(options, { who: 'globalMaxPooling1D', axes: 1, reduction: largest });
  }
}

/**
 * The largest of each channel of an image. Of equals the first is taken, and has all of
 * their gradient (Keras splits it); NaN stays NaN.
 *
 * Input shape: (rows, columns, channels); output shape: (channels), or (1, 1, channels) with keepDims. Cache: none but
 * x and y.
 */
export class GlobalMaxPooling2D extends GlobalPooling {
  readonly kind = 'globalMaxPooling2D';

  constructor(options: GlobalPoolingOptions = {}) {
    super(options, { who: 'globalMaxPooling2D', axes: 2, reduction: largest });
  }
}

/**
 * The mean of each channel of a sequence; with a mask that of the steps that count, 0 where none does.
 *
 * Input shape: (steps, channels); output shape: (channels), or (1, channels) with keepDims. Cache: none but x and y;
 * with a mask count, how many steps count, and share, dy/count.
 */
export class GlobalAveragePooling1D extends GlobalPooling {
  readonly kind = 'globalAveragePooling1D';

  constructor(options: GlobalPoolingOptions = {}) {
    super(options, { who: 'globalAveragePooling1D', axes: 1, reduction: mean });
  }

  /** It makes none, but looks at that of the sequence: one number a step. Throws ShapeError. */
  override maskShape([sequence]: readonly MaskedShape[]): undefined {
    expectStepMask(this.kind, sequence);
  }

  override bind(node: Node): Lists {
    const [{ mask }] = node.inputs;
    return mask === undefined ? super.bind(node) : maskedMean(node, mask);
  }
}

/**
 * The mean of each channel of an image.
 *
 * Input shape: (rows, columns, channels); output shape: (channels), or (1, 1, channels) with keepDims. Cache: none but
 * x and y.
 */
export class GlobalAveragePooling2D extends GlobalPooling {
  readonly kind = 'globalAveragePooling2D';

  constructor(options: GlobalPoolingOptions = {}) {
    super(options, { who: 'globalAveragePooling2D', axes: 2, reduction: mean });
  }
}

/**
 * A layer that takes the largest of each channel of a sequence. Throws TypeError for options that do not fit.
 *
 * Formula: max over steps i of x[i, c]
 * Default: keepDims false
 * Source: Keras 3 (GlobalMaxPooling1D).
 */
export function globalMaxPooling1D(options: GlobalPoolingOptions = {}): GlobalMaxPooling1D {
  return new GlobalMaxPooling1D(options);
}

/**
 * A layer that takes the largest of each channel of an image. Throws TypeError for options that do not fit.
 *
 * Formula: max over pixels (i, j) of x[i, j, c]
 * Default: keepDims false
 * Source: Keras 3 (GlobalMaxPooling2D).
 */
export function globalMaxPooling2D(options: GlobalPoolingOptions = {}): GlobalMaxPooling2D {
  return new GlobalMaxPooling2D(options);
}

/**
 * A layer that takes the mean of each channel of a sequence. Throws TypeError for options that do not fit.
 *
 * Formula: mean over steps i of x[i, c], those that count where there is a mask
 * Default: keepDims false
 * Source: Keras 3 (GlobalAveragePooling1D).
 */
export function globalAveragePooling1D(options: GlobalPoolingOptions = {}): GlobalAveragePooling1D {
  return new GlobalAveragePooling1D(options);
}

/**
 * A layer that takes the mean of each channel of an image. Throws TypeError for options that do not fit.
 *
 * Formula: mean over pixels (i, j) of x[i, j, c]
 * Default: keepDims false
 * Source: Keras 3 (GlobalAveragePooling2D).
 */
export function globalAveragePooling2D(options: GlobalPoolingOptions = {}): GlobalAveragePooling2D {
  return new GlobalAveragePooling2D(options);
}
