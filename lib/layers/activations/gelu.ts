import { expectBoolean, expectKnownOptions } from '../../core/errors.ts';
import { madeBy } from '../../core/madeBy.ts';
import { add, clamp, erfc, exp, mul, sigmoid, sub, type Expression } from '../../formula/index.ts';
import { elementwiseActivation, type Activation } from './activation.ts';

export interface GeluOptions {
  /** The form by tanh instead of erf. Default false. */
  readonly approximate?: boolean;
}

type Symbol = Expression<'float'>;

/** −√½, 1/√(2π), √(8/π), and the cubic's share. */
const MINUS_SQRT_HALF = -0.7071067811865476;
const BELL_HEIGHT = 0.3989422804014327;
const SLOPE = 1.5957691216057308;
const CUBIC = 0.044715;
/** Beyond ±20 the approximate form is 0 or z to the last bit. */
const SATURATED = 20;

/** The normal distribution Φ(z) = ½·erfc(−z/√2), and its density. */
const distribution = (z: Symbol): Symbol => mul(0.5, erfc(mul(MINUS_SQRT_HALF, z)));
const density = (z: Symbol): Symbol => mul(BELL_HEIGHT, exp(mul(-0.5, mul(z, z))));

const exact = madeBy('activations/gelu', {}, elementwiseActivation(
  'gelu',
  ({ z }) => mul(z, distribution(z)),
  ({ z, da }) => mul(da, add(distribution(z), mul(z, density(z)))),
));

/** ½·(1 + tanh u) = σ(2u), here with the argument 2u = √(8/π)·(z + 0.044715·z³). */
const gate = (z: Symbol): Symbol => sigmoid(mul(SLOPE, mul(z, add(1, mul(CUBIC, mul(z, z))))));

const approximated = madeBy('activations/gelu', { approximate: true }, elementwiseActivation(
  'gelu(approximate)',
  ({ z }) => mul(z, gate(z)),
  ({ z: given, da }) => {
    const z = clamp(given, SATURATED), s = gate(z);
    return mul(da, mul(s, add(1, mul(mul(z, sub(1, s)), mul(SLOPE, add(1, mul(3 * CUBIC, mul(z, z))))))));
  },
));

/**
 * GELU: a = z·Φ(z), Φ(z) = ½·(1 + erf(z/√2)) the normal distribution; dz = da·(Φ(z) + z·φ(z)).
 *
 * Approximate: a = ½·z·(1 + tanh(√(2/π)·(z + 0.044715·z³))). Both keep their last places where they are small:
 * Φ goes by erfc, and ½·(1 + tanh u) is σ(2u). NaN at −∞, as 0·∞ is.
 *
 * Default: approximate false
 * Source: Hendrycks and Gimpel, "Gaussian error linear units", 2016.
 */
export function gelu(options: GeluOptions = {}): Activation {
  expectKnownOptions('gelu', options, ['approximate']);
  const { approximate = false } = options;
  expectBoolean('gelu', 'approximate', approximate);
  return approximate ? approximated : exact;
}
