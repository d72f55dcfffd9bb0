/**
 * maxPooling1D and maxPooling2D.
 * @module
 */

import { Pooling, type Pooling1DOptions, type Pooling2DOptions } from './pooling.ts';
import { largest } from './reductions.ts';

/**
 * The largest of what a window over a sequence sees, channel by channel. Of equals the first is
 * taken, and has all of their gradient; NaN stays NaN.
 *
 * Input shape: (steps, channels); output shape: (new steps, channels). Cache: none but x and y.
 */
export class MaxPooling1D extends Pooling {
  readonly kind = 'maxPooling1D';

  constructor(options: Pooling1DOptions = {}) {
    super(options, { who: 'maxPooling1D', axes: 1, reduction: largest });
  }
}

/**
 * The largest of what a window over an image sees, channel by channel. Of equals the first is
 * taken, and has all of their gradient; NaN stays NaN.
 *
 * Input shape: (rows, columns, channels); output shape: (new rows, new columns, channels). Cache: none but x and y.
 */
export class MaxPooling2D extends Pooling {
  readonly kind = 'maxPooling2D';

  constructor(options: Pooling2DOptions = {}) {
    super(options, { who: 'maxPooling2D', axes: 2, reduction: largest });
  }
}

/**
 * A layer that takes the largest of what a window over a sequence sees, channel by channel. Throws RangeError or
 * TypeError for options that do not fit.
 *
 * Formula: max over taps p in the sequence of x[i · stride + p − before, c]
 * Default: poolSize 2, strides poolSize, padding 'valid'
 * Source: Keras 3 (MaxPooling1D).
 */
export function maxPooling1D(options: Pooling1DOptions = {}): MaxPooling1D {
  return new MaxPooling1D(options);
}

/**
 * A layer that takes the largest of what a window over an image sees, channel by channel. Throws RangeError or
 * TypeError for options that do not fit.
 *
 * Formula: max over taps (p, q) in the image of x[row + p, column + q, c]
 * Default: poolSize 2, strides poolSize, padding 'valid'
 * Source: Keras 3 (MaxPooling2D).
 */
export function maxPooling2D(options: Pooling2DOptions = {}): MaxPooling2D {
  return new MaxPooling2D(options);
}
