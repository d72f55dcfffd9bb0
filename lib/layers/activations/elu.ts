import { expectFloat32Number, expectKnownOptions } from '../../core/errors.ts';
import { madeBy } from '../../core/madeBy.ts';
import { exp, expm1, less, mul, select } from '../../formula/index.ts';
import { lazyActivation, type Activation } from './activation.ts';

/** What {@link elu} takes. */
export interface EluOptions {
  /** Minus the limit at −∞. Default 1. */
  readonly alpha?: number;
}

const make = (name: string, alpha: number): Activation => lazyActivation(
  name,
  ({ z }) => select(less(z, 0), mul(alpha, expm1(z)), z),
  ({ z, da }) => select(less(z, 0), mul(da, mul(alpha, exp(z))), da),
);

const standard = madeBy('activations/elu', {}, make('elu', 1));

/**
 * ELU: a = alpha·(eᶻ − 1) if z < 0, else z; dz = da·alpha·eᶻ where z < 0, else da.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for an alpha that is not finite in
 * binary32.
 *
 * Formula: 1 · expm1(z) if z < 0, else z
 * Default: alpha 1
 * Source: Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by exponential linear
 *         units", 2015.
 */
export function elu(options: EluOptions = {}): Activation {
  expectKnownOptions('elu', options, ['alpha']);
  const { alpha } = options;
  if (alpha === undefined) return standard;
  expectFloat32Number('elu', 'alpha', alpha);
  return madeBy('activations/elu', { alpha }, make(`elu(${alpha})`, alpha));
}
