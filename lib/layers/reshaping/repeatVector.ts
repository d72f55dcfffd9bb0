/**
 * repeatVector.
 * @module
 */

import { ShapeError, expectInteger, expectKnownOptions } from '../../core/errors.ts';
import { formatShape, type Shape } from '../../core/shape.ts';
import { perExample } from '../../kernels/index.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type Node,
} from '../layer.ts';
import { addedUp, repeated } from './repeat.ts';

/** What {@link repeatVector} takes. */
export interface RepeatVectorOptions extends LayerOptions {
  /** How many times. */
  readonly n: number;
}

/**
 * A vector as a sequence of n steps that are all the same.
 *
 * Input shape: (features); output shape: (n, features). Backward: dx = Σ of dy over steps, ascending from +0.
 */
export class RepeatVector extends Layer {
  readonly kind = 'repeatVector';
  readonly n: number;

  constructor(options: RepeatVectorOptions) {
    expectKnownOptions('repeatVector', options, ['n', ...LAYER_OPTIONS]);
    const { n } = options;
    expectInteger('repeatVector', 'n', n, 1);
    super(toLayerOptions('repeatVector', options));
    this.n = n;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), n: this.n };
  }

  override outputShape(inputShape: Shape): Shape {
    if (inputShape.length === 1) return [this.n, inputShape[0]];
    throw new ShapeError(`repeatVector: input must be (features), got ${formatShape(inputShape)}`);
  }

  override bind({ inputShape: [inner], x, dx, y, dy, cache }: Node): Lists {
    const repetition = { outer: 1, count: this.n, inner };
    return {
      forward: repeated(repetition, x, y),
      backward: dx ? addedUp(repetition, dy, cache('part', perExample(inner)), dx) : [],
    };
  }
}

/**
 * A layer that makes a sequence of a vector. Throws RangeError or TypeError for options that do not fit.
 *
 * Does: repeats the vector `n` times, as a sequence
 * Default: n must be given
 * Source: Keras 3 (RepeatVector).
 */
export function repeatVector(options: RepeatVectorOptions): RepeatVector {
  return new RepeatVector(options);
}
