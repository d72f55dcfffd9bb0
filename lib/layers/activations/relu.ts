import { expectFloat32Number, expectKnownOptions } from '../../core/errors.ts';
import { madeBy } from '../../core/madeBy.ts';
import { less, lessOrEqual, mul, select, sub } from '../../formula/index.ts';
import { lazyActivation, type Activation } from './activation.ts';

/** What {@link relu} takes. */
export interface ReluOptions {
  /** No output is larger; at least 0. Default: none, and all may be. */
  readonly maxValue?: number;
  /** Slope up to the threshold; at least 0. Default 0. */
  readonly negativeSlope?: number;
  /** Inputs up to it count as too small; at least 0. Default 0. */
  readonly threshold?: number;
}

const OPTIONS = ['maxValue', 'negativeSlope', 'threshold'] as const;

const standard = madeBy('activations/relu', {}, {
  ...lazyActivation(
    'relu',
    ({ z }) => select(less(z, 0), 0, z),
    ({ a, da }) => select(less(0, a), da, 0),
  ),
  symbol: 'ReLU',
});

function make(name: string, { maxValue, negativeSlope = 0, threshold = 0 }: ReluOptions): Activation {
  const cut = maxValue ?? Infinity;
  return lazyActivation(
    name,
    ({ z }) => select(
      lessOrEqual(z, threshold),
      negativeSlope === 0 ? 0 : mul(negativeSlope, threshold === 0 ? z : sub(z, threshold)),
      maxValue === undefined ? z : select(less(cut, z), cut, z),
    ),
    ({ z, da }) => select(
      lessOrEqual(z, threshold), negativeSlope === 0 ? 0 : mul(negativeSlope, da),
      maxValue === undefined ? da : select(less(z, cut), da, 0),
    ),
  );
}

/**
 * ReLU: a = 0 if z < 0, else z, so that NaN stays NaN; dz = da where a > 0, else 0, also at z = 0.
 *
 * With options: a = negativeSlope·(z − threshold) if z ≤ threshold, else z, but no more than maxValue; dz =
 * negativeSlope·da where z ≤ threshold, 0 where z ≥ maxValue, else da. As Keras has it.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values below 0 or not finite in
 * binary32.
 *
 * Formula: 0 if z < 0, else z
 * Default: no maxValue, negativeSlope 0, threshold 0
 * Source: Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines", ICML 2010.
 */
export function relu(options: ReluOptions = {}): Activation {
  expectKnownOptions('relu', options, OPTIONS);
  const given = OPTIONS.filter((option) => options[option] !== undefined);
  if (given.length === 0) return standard;
  for (const option of given) expectFloat32Number('relu', option, options[option], 0);
  const name = `relu(${given.map((option) => `${option} ${options[option]}`).join(', ')})`;
  return madeBy('activations/relu', { ...options }, make(name, options));
}

/**
 * ReLU up to 6: a = 0 if z ≤ 0, 6 if z > 6, else z; dz = da where 0 < z < 6, else 0.
 *
 * Formula: 0 if z ≤ 0, else (6 if 6 < z, else z)
 * Source: Krizhevsky, "Convolutional deep belief networks on CIFAR-10", 2010.
 */
export const relu6: Activation = make('relu6', { maxValue: 6 });
