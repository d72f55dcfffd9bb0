import { expectBoolean, expectKnownOptions } from '../../core/errors.ts';
import { madeBy } from '../../core/madeBy.ts';
import { add, div, erfc, exp, less, mul, negate, select, sub, type Expression } from '../../formula/index.ts';
import { lazyActivation, type Activation } from './activation.ts';
import { lift } from './lifted.ts';

/** What {@link gelu} takes. */
export interface GeluOptions {
  /** The form by tanh instead of erf. Default false. */
  readonly approximate?: boolean;
}

type Symbol = Expression<'float'>;

/** −√½ and its first 8 bits, and 1/√(2π). */
const MINUS_SQRT_HALF = -0.7071067811865476;
const MINUS_SQRT_HALF_HIGH = -0.70703125;
const BELL_HEIGHT = 0.3989422804014327;
/** √(8/π) and 0.044715 of it, and of both as many bits as `gate` multiplies and adds without rounding. */
const SLOPE = 1.5957691216057308;
const SLOPE_HIGH = 1.595703125;
const CUBIC = 0.07135481627260025;
const CUBIC_HIGH = 0.0703125;

/**
 * −|z|, or −limit where that is more, as a whole number of units and the rest: adding 1.5·2²³ units rounds to whole
 * ones. These have so few bits that their powers are exact. Beyond −limit Φ, or σ in its place, is 0 to the last bit.
 */
function parts(z: Symbol, limit: number, unit: number) {
  const isNegative = less(z, 0), folded = select(isNegative, z, negate(z));
  const left = select(less(folded, -limit), -limit, folded), rounder = 12582912 * unit;
  const whole = sub(add(left, rounder), rounder);
  return { isNegative, left, whole, rest: sub(left, whole) };
}

type Parts = ReturnType<typeof parts>;

/** `lower(e)` is e^(high + low), `low` being the smaller; what rounding takes from their sum multiplies e. */
function exponential(high: Symbol, low: Symbol) {
  const sum = add(high, low), { lifted, lower } = lift(sum);
  return { e: mul(exp(lifted), add(1, sub(low, sub(sum, high)))), lower };
}

/** 2·Φ(z) */
const twiceDistribution = (z: Symbol): Symbol => erfc(mul(MINUS_SQRT_HALF, z));

/** What u = −left/√2 loses by rounding, as a factor of erfc(u): far left the slope of log erfc(u) is about −2u. */
function correction({ left, whole, rest }: Parts): Symbol {
  const u = mul(MINUS_SQRT_HALF, left);
  const lost = add(
    add(sub(mul(MINUS_SQRT_HALF_HIGH, whole), u), mul(MINUS_SQRT_HALF_HIGH, rest)),
    mul(MINUS_SQRT_HALF - MINUS_SQRT_HALF_HIGH, left),
  );
  return sub(1, mul(mul(2, u), lost));
}

const exact = madeBy('activations/gelu', {}, lazyActivation(
  'gelu',
  ({ z }) => {
    const all = parts(z, 16, 1 / 16), half = mul(0.5, z);
    return mul(select(all.isNegative, mul(half, correction(all)), half), twiceDistribution(z));
  },
  ({ z, da }) => {
    const all = parts(z, 16, 1 / 16), { isNegative, left, whole, rest } = all;
    const { e, lower } = exponential(mul(-0.5, mul(whole, whole)), mul(mul(-0.5, rest), add(left, whole)));
    const slope = add(
      mul(mul(0.5, correction(all)), twiceDistribution(left)), lower(mul(mul(BELL_HEIGHT, left), e)),
    );
    return mul(da, select(isNegative, slope, sub(1, slope)));
  },
));

/**
 * The gate ½·(1 + tanh u) is σ(2u), 2u = √(8/π)·(z + 0.044715·z³): `lower(e)` is e^2u of −|z|. Of the whole part 2u is
 * exact, and what the rest adds is small.
 */
function gate(z: Symbol) {
  const { isNegative, left, whole, rest } = parts(z, 12, 1 / 8), square = mul(whole, whole);
  const low = add(
    mul(rest, add(SLOPE, mul(CUBIC, add(square, mul(left, add(left, whole)))))),
    mul(whole, add(SLOPE - SLOPE_HIGH, mul(CUBIC - CUBIC_HIGH, square))),
  );
  return { isNegative, left, ...exponential(mul(whole, add(SLOPE_HIGH, mul(CUBIC_HIGH, square))), low) };
}

const approximated = madeBy('activations/gelu', { approximate: true }, lazyActivation(
  'gelu(approximate)',
  ({ z }) => {
    const { isNegative, e, lower } = gate(z), sum = add(1, e);
    return select(isNegative, lower(div(mul(z, e), sum)), div(z, sum));
  },
  ({ z, da }) => {
    const { isNegative, left, e, lower } = gate(z), ofMinus = div(1, add(1, e));
    const bend = mul(mul(left, ofMinus), add(SLOPE, mul(3 * CUBIC, mul(left, left))));
    const slope = lower(mul(mul(e, ofMinus), add(1, bend)));
    return mul(da, select(isNegative, slope, sub(1, slope)));
  },
));

/**
 * GELU: a = z·Φ(z), Φ(z) = ½·(1 + erf(z/√2)) the normal distribution; dz = da·(Φ(z) + z·φ(z)).
 *
 * Approximate: a = ½·z·(1 + tanh(√(2/π)·(z + 0.044715·z³))). Both keep their last places where they are small: Φ goes
 * by erfc, ½·(1 + tanh u) is σ(2u), and what rounding takes from their arguments comes back. The derivative for z ≥ 0
 * is 1 − that of −z. NaN at −∞, as 0·∞ is.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind.
 *
 * Formula: z · Φ(z), Φ(z) = erfc(−z/√2)/2
 * Default: approximate false
 * Source: Hendrycks and Gimpel, "Gaussian error linear units", 2016.
 */
export function gelu(options: GeluOptions = {}): Activation {
  expectKnownOptions('gelu', options, ['approximate']);
  const { approximate = false } = options;
  expectBoolean('gelu', 'approximate', approximate);
  return approximate ? approximated : exact;
}
