/**
 * Dropout for networks of SELU.
 * @module
 */

import { expectFraction, expectKnownOptions } from '../core/errors.ts';
import { add, less, mul, select } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import type { DropoutOptions } from './dropout.ts';
import { LAYER_OPTIONS, toLayerOptions, type LayerConfig } from './layer.ts';
import { Noise, type NoiseFormulas } from './noise.ts';
import { toSeed } from './ownSeed.ts';

/** −α·λ of SELU: what it tends to for z → −∞. */
const SATURATED = -1.7580993408473766;

const formulas: NoiseFormulas = {
  value: lazyFormula({
    name: 'alphaDropout', arrays: ['x', 'u', 'y'], scalars: ['rate', 'a', 'b'],
    define: ({ x, u, rate, a, b }) => ({ y: add(mul(a, select(less(u, rate), SATURATED, x)), b) }),
  }),
  gradient: lazyFormula({
    name: 'alphaDropout gradient', arrays: ['dy', 'u', 'dx'], scalars: ['rate', 'a', 'b'],
    define: ({ dy, u, rate, a }) => ({ dx: select(less(u, rate), 0, mul(a, dy)) }),
  }),
};

/**
 * Dropout for networks of SELU, which keeps mean 0 and variance 1: y = a·(u < rate ? α′ : x) + b in training,
 * y = x otherwise.
 *
 * α′ = −1.7580993408473766, a = 1/√((1 − rate)·(1 + rate·α′²)), b = −a·α′·rate. Input shape: any; output shape:
 * the same. Cache: u.
 */
export class AlphaDropout extends Noise {
  readonly kind = 'alphaDropout';
  readonly formulas: NoiseFormulas = formulas;
  readonly scalars: readonly number[];
  readonly rate: number;
  readonly seed: number | undefined;

  constructor(options: DropoutOptions) {
    expectKnownOptions('alphaDropout', options, ['rate', 'seed', ...LAYER_OPTIONS]);
    const { rate } = options;
    expectFraction('alphaDropout', 'rate', rate);
    super(toLayerOptions('alphaDropout', options));
    const a = 1 / Math.sqrt((1 - rate) * (1 + rate * SATURATED * SATURATED));
    this.rate = rate;
    this.seed = toSeed('alphaDropout', options);
    this.scalars = [rate, a, -a * SATURATED * rate];
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), rate: this.rate };
  }
}

/**
 * A layer of alpha dropout. Throws RangeError or TypeError for options that do not fit.
 *
 * Formula: a · (α′ if u < rate, else x) + b in training, where α′ = −1.7580993, a = 1/√((1 − rate) · (1 + rate · α′²)),
 * b = −a · α′ · rate; else x
 * Default: rate must be given, seed the model's
 * Source: Klambauer et al., "Self-normalizing neural networks", NIPS 2017; Keras' `AlphaDropout`.
 */
export function alphaDropout(options: DropoutOptions): AlphaDropout {
  return new AlphaDropout(options);
}
