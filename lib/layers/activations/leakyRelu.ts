import { expectFloat32Number, expectKnownOptions } from '../../core/errors.ts';
import { madeBy } from '../../core/madeBy.ts';
import { less, mul, select } from '../../formula/index.ts';
import { lazyActivation, type Activation } from './activation.ts';

/** What {@link leakyRelu} takes. */
export interface LeakyReluOptions {
  /** Slope below 0. Default 0.3. */
  readonly alpha?: number;
}

const make = (name: string, alpha: number): Activation => lazyActivation(
  name,
  ({ z }) => select(less(z, 0), mul(alpha, z), z),
  ({ z, da }) => select(less(0, z), da, mul(alpha, da)),
);

const standard = madeBy('activations/leakyRelu', {}, make('leakyRelu', 0.3));

/**
 * Leaky ReLU: a = alpha·z if z < 0, else z; dz = da where z > 0, else alpha·da.
 *
 * alpha is that of the layer LeakyReLU of Keras 2.2.4, which Keras 3 calls negative_slope; the function leaky_relu of
 * Keras 3 has 0.2, PyTorch 0.01.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for an alpha that is not finite in
 * binary32.
 *
 * Formula: 0.3 · z if z < 0, else z
 * Default: alpha 0.3
 * Source: Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models", ICML 2013.
 */
export function leakyRelu(options: LeakyReluOptions = {}): Activation {
  expectKnownOptions('leakyRelu', options, ['alpha']);
  const { alpha } = options;
  if (alpha === undefined) return standard;
  expectFloat32Number('leakyRelu', 'alpha', alpha);
  return madeBy('activations/leakyRelu', { alpha }, make(`leakyRelu(${alpha})`, alpha));
}
