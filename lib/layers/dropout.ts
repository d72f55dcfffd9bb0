/**
 * Dropout.
 * @module
 */

import { expectFraction, expectKnownOptions } from '../core/errors.ts';
import { less, mul, select } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { LAYER_OPTIONS, toLayerOptions, type LayerConfig, type LayerOptions } from './layer.ts';
import { Noise, type NoiseFormulas } from './noise.ts';
import { toSeed, type SeedOption } from './ownSeed.ts';

/** What {@link dropout} takes. */
export interface DropoutOptions extends LayerOptions, SeedOption {
  /** The share of elements that become 0, from 0 to below 1. */
  readonly rate: number;
}

/** Of x or dy, the noise u, and the scalars rate and 1/(1 − rate). */
export const dropoutFormulas: NoiseFormulas = {
  value: lazyFormula({
    name: 'dropout', arrays: ['x', 'u', 'y'], scalars: ['rate', 'scale'],
    define: ({ x, u, rate, scale }) => ({ y: select(less(u, rate), 0, mul(x, scale)) }),
  }),
  gradient: lazyFormula({
    name: 'dropout gradient', arrays: ['dy', 'u', 'dx'], scalars: ['rate', 'scale'],
    define: ({ dy, u, rate, scale }) => ({ dx: select(less(u, rate), 0, mul(dy, scale)) }),
  }),
};

/**
 * y = u < rate ? 0 : x·(1/(1 − rate)), u uniform in [0, 1) for each element, in training; y = x otherwise.
 *
 * Input shape: any; output shape: the same. Cache: u.
 * Keras' `Dropout` also takes a rate of 1.
 */
export class Dropout extends Noise {
  readonly kind = 'dropout';
  readonly formulas: NoiseFormulas = dropoutFormulas;
  readonly scalars: readonly number[];
  readonly rate: number;
  readonly seed: number | undefined;

  constructor(options: DropoutOptions) {
    expectKnownOptions('dropout', options, ['rate', 'seed', ...LAYER_OPTIONS]);
    const { rate } = options;
    expectFraction('dropout', 'rate', rate);
    super(toLayerOptions('dropout', options));
    this.rate = rate;
    this.seed = toSeed('dropout', options);
    this.scalars = [rate, 1 / (1 - rate)];
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), rate: this.rate };
  }
}

/**
 * A layer that sets a share `rate` of its inputs to 0 in training. Throws RangeError or TypeError for options that do
 * not fit.
 *
 * Formula: 0 if u < rate, else x/(1 − rate), in training, where u is uniform in [0, 1); else x
 * Default: rate must be given, seed the model's
 * Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR 15, 2014.
 */
export function dropout(options: DropoutOptions): Dropout {
  return new Dropout(options);
}
