/**
 * What the elementary functions share: the reductions of arguments and the polynomials of eˣ and log, and exact sums.
 *
 * ln 2 is split into a part of 16 bits, whose product with an exponent is exact, and the rest (Cody, Waite 1980).
 * @module
 */

import {
  add, andInteger, bits, div, fromBits, mul, shiftLeft, shiftRight, sub, subInteger, toFloat, type Expression,
  type Float,
} from '../formula/index.ts';

export type FloatExpression = Expression<'float'>;

const LOG2_E = 1.44269504;
const LN2_HIGH = 0.693145751953125;
const LN2_LOW = 1.42860677e-6;
/** 1.5·2²³ + 254: adding it rounds to a whole number n and leaves n + 254 in the lowest bits. */
const ROUND_AND_BIAS = 12583166;
/** Below it eˣ is less than half the smallest subnormal. */
export const EXP_LOWEST = -104;
/** (eʳ − 1 − r)/r² on |r| ≤ ln 2 / 2, highest power first. */
const EXP_POLYNOMIAL = [0.00138146011, 0.00836869515, 0.0416682437, 0.166665167, 0.49999994];

/** 2/3 in binary32: mantissas run from here to 4/3. */
const TWO_THIRDS_BITS = 0x3f2aaaab;
/** (log((1 + s)/(1 − s)) − 2s)/s³ in s² on |s| ≤ 1/5, highest power first. */
const LOG_POLYNOMIAL = [0.303640842, 0.399574667, 0.666669607];

/** Horner's rule. */
export function polynomial(x: Float, [first, ...rest]: readonly number[]): Float {
  return rest.reduce<Float>((sum, coefficient) => add(mul(sum, x), coefficient), first);
}

/** a + b for |a| ≥ |b| as the rounded sum and, exactly, what rounding took (Dekker 1971). */
export function exactSum(a: Float, b: Float): { readonly sum: FloatExpression; readonly rest: FloatExpression } {
  const sum = add(a, b);
  return { sum, rest: sub(b, sub(sum, a)) };
}

/** The first 12 bits of the significand. */
export function upperHalf(a: Float): FloatExpression {
  return fromBits(andInteger(bits(a), 0xfffff000));
}

/** x = n·ln 2 + r: what eˣ = 2ⁿ·(1 + rHigh + tail) is made of. `biased` has n + 254 in its lowest bits. */
export function reduced(
  x: Float,
): { readonly biased: FloatExpression; readonly rHigh: FloatExpression; readonly tail: FloatExpression } {
  const biased = add(mul(x, LOG2_E), ROUND_AND_BIAS);
  const n = sub(biased, ROUND_AND_BIAS);
  const rHigh = sub(x, mul(n, LN2_HIGH));
  const rLow = mul(n, LN2_LOW);
  const r = sub(rHigh, rLow);
  return { biased, rHigh, tail: sub(mul(mul(r, r), polynomial(r, EXP_POLYNOMIAL)), rLow) };
}

/** eˣ in parts; see {@link exponential}. */
export interface Exponential {
  readonly high: FloatExpression;
  readonly low: FloatExpression;
  readonly scale: (value: Float) => FloatExpression;
}

/**
 * eˣ = (high + low)·2ⁿ: high is 1 + r rounded, low what that took and the higher terms. `scale` multiplies by 2ⁿ in two
 * steps, so that the result becomes Infinity or a subnormal by one rounding.
 */
export function exponential(x: Float): Exponential {
  const { biased, rHigh, tail } = reduced(x);
  const { sum, rest } = exactSum(1, rHigh);
  // The exponent fields of 2^⌊n/2⌋ and 2^⌈n/2⌉.
  const half = andInteger(shiftLeft(bits(biased), 22), 0xff800000);
  const otherHalf = subInteger(shiftLeft(bits(biased), 23), half);
  return { high: sum, low: add(rest, tail), scale: (value) => mul(mul(value, fromBits(half)), fromBits(otherHalf)) };
}

/** A normal number as 2ᵏ(1 + f), 2/3 ≤ 1 + f < 4/3. */
export function mantissa(normal: Float): { readonly k: FloatExpression; readonly f: FloatExpression } {
  const exponent = shiftRight(subInteger(bits(normal), TWO_THIRDS_BITS), 23);
  return { k: toFloat(exponent), f: sub(fromBits(subInteger(bits(normal), shiftLeft(exponent, 23))), 1) };
}

/**
 * k·ln 2 + log(1 + f) + `correction`, where log(1 + f) = f − (f²/2 − s·(f²/2 + R(s²))), s = f/(2 + f).
 *
 * Source: the identity is that of fdlibm's e_log.c (Sun Microsystems 1993).
 */
export function logarithm(k: Float, f: Float, correction?: Float): FloatExpression {
  const s = div(f, add(2, f));
  const z = mul(s, s);
  const halfSquare = mul(mul(0.5, f), f);
  const kLow = mul(k, LN2_LOW);
  const tail = add(
    mul(s, add(halfSquare, mul(z, polynomial(z, LOG_POLYNOMIAL)))),
    correction === undefined ? kLow : add(kLow, correction),
  );
  const { sum, rest } = exactSum(mul(k, LN2_HIGH), f);
  return add(sum, sub(rest, sub(halfSquare, tail)));
}
