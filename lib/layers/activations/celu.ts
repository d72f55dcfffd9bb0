import { expectFloat32Positive, expectKnownOptions } from '../../core/errors.ts';
import { madeBy } from '../../core/madeBy.ts';
import { div, exp, expm1, less, mul, select } from '../../formula/index.ts';
import { lazyActivation, type Activation } from './activation.ts';

/** What {@link celu} takes. */
export interface CeluOptions {
  /** Minus the limit at −∞, above 0. Default 1. */
  readonly alpha?: number;
}

const make = (name: string, alpha: number): Activation => lazyActivation(
  name,
  ({ z }) => select(less(z, 0), mul(alpha, expm1(div(z, alpha))), z),
  ({ z, da }) => select(less(z, 0), mul(da, exp(div(z, alpha))), da),
);

const standard = madeBy('activations/celu', {}, make('celu', 1));

/**
 * CELU: a = alpha·(e^(z/alpha) − 1) if z < 0, else z; dz = da·e^(z/alpha) where z < 0, else da.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for an alpha that is not above 0 or
 * too large for binary32.
 *
 * Formula: 1 · expm1(z / 1) if z < 0, else z
 * Default: alpha 1
 * Source: Barron, "Continuously differentiable exponential linear units", 2017; Keras 3 (celu).
 */
export function celu(options: CeluOptions = {}): Activation {
  expectKnownOptions('celu', options, ['alpha']);
  const { alpha } = options;
  if (alpha === undefined) return standard;
  expectFloat32Positive('celu', 'alpha', alpha);
  return madeBy('activations/celu', { alpha }, make(`celu(${alpha})`, alpha));
}
