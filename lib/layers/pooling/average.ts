/**
 * averagePooling1D and averagePooling2D.
 * @module
 */

import { Pooling, type Pooling1DOptions, type Pooling2DOptions } from './pooling.ts';
import { mean } from './reductions.ts';

/**
 * The mean of what a window over a sequence sees, channel by channel. What lies outside of
 * it is not counted.
 *
 * Input shape: (steps, channels); output shape: (new steps, channels). Cache: none but x and y.
 */
export class AveragePooling1D extends Pooling {
  readonly kind = 'averagePooling1D';

  constructor(options: Pooling1DOptions = {}) {
    super(options, { who: 'averagePooling1D', axes: 1, reduction: mean });
  }
}

/**
 * The mean of what a window over an image sees, channel by channel. What lies outside of
 * it is not counted.
 *
 * Input shape: (rows, columns, channels); output shape: (new rows, new columns, channels). Cache: none but x and y.
 */
export class AveragePooling2D extends Pooling {
  readonly kind = 'averagePooling2D';

  constructor(options: Pooling2DOptions = {}) {
    super(options, { who: 'averagePooling2D', axes: 2, reduction: mean });
  }
}

/**
 * A layer that takes the mean of what a window over a sequence sees, channel by channel. Throws RangeError or
 * TypeError for options that do not fit.
 *
 * Formula: mean over taps p in the sequence of x[i · stride + p − before, c]
 * Default: poolSize 2, strides poolSize, padding 'valid'
 * Source: Keras 3 (AveragePooling1D).
 */
export function averagePooling1D(options: Pooling1DOptions = {}): AveragePooling1D {
  return new AveragePooling1D(options);
}

/**
 * A layer that takes the mean of what a window over an image sees, channel by channel. Throws RangeError or
 * TypeError for options that do not fit.
 *
 * Formula: mean over taps (p, q) in the image of x[row + p, column + q, c]
 * Default: poolSize 2, strides poolSize, padding 'valid'
 * Source: Keras 3 (AveragePooling2D).
 */
export function averagePooling2D(options: Pooling2DOptions = {}): AveragePooling2D {
  return new AveragePooling2D(options);
}
