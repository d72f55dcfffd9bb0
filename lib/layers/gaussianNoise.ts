/**
 * Normally distributed noise.
 * @module
 */

import { expectFloat32Number, expectKnownOptions } from '../core/errors.ts';
import { add } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import type { Moment } from '../kernels/index.ts';
import { normalRowsInto } from '../random/index.ts';
import { LAYER_OPTIONS, toLayerOptions, type LayerConfig, type LayerOptions } from './layer.ts';
import { Noise, type NoiseFormulas } from './noise.ts';
import { toSeed, type SeedOption } from './ownSeed.ts';

/** What {@link gaussianNoise} takes. */
export interface GaussianNoiseOptions extends LayerOptions, SeedOption {
  /** The noise's standard deviation, at least 0. */
  readonly stddev: number;
}

const formulas: NoiseFormulas = {
  value: lazyFormula({
    name: 'gaussianNoise', arrays: ['x', 'noise', 'y'], define: ({ x, noise }) => ({ y: add(x, noise) }),
  }),
  gradient: lazyFormula({
    name: 'gaussianNoise gradient', arrays: ['dy', 'noise', 'dx'], define: ({ dy }) => ({ dx: dy }),
  }),
};

/**
 * y = x + noise, normally distributed with mean 0, in training; y = x otherwise.
 *
 * Input shape: any; output shape: the same. Cache: the noise, binary32 in every precision.
 */
export class GaussianNoise extends Noise {
  readonly kind = 'gaussianNoise';
  readonly formulas: NoiseFormulas = formulas;
  readonly scalars: readonly number[] = [];
  readonly stddev: number;
  readonly seed: number | undefined;

  constructor(options: GaussianNoiseOptions) {
    expectKnownOptions('gaussianNoise', options, ['stddev', 'seed', ...LAYER_OPTIONS]);
    const { stddev } = options;
    expectFloat32Number('gaussianNoise', 'stddev', stddev, 0);
    super(toLayerOptions('gaussianNoise', options));
    this.stddev = stddev;
    this.seed = toSeed('gaussianNoise', options);
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), stddev: this.stddev };
  }

  override draw(moment: Moment, number: number, count: number, width: number, out: Float32Array | Float64Array): void {
    normalRowsInto(moment, number, count, width, this.stddev, out);
  }
}

/**
 * A layer that adds normally distributed noise in training. Throws RangeError or TypeError for options that do not fit.
 *
 * Formula: x + normal(0, stddev) in training; else x
 * Default: stddev must be given, seed the model's
 * Source: Keras 2.2.4 (GaussianNoise).
 */
export function gaussianNoise(options: GaussianNoiseOptions): GaussianNoise {
  return new GaussianNoise(options);
}
