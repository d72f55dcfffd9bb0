/**
 * exp, log, tanh and sigmoid in binary32, as formulas of correctly rounded operations and operations on bits: the same
 * bits on every engine. No branch and no table, so that a SIMD emitter can follow them lane by lane.
 *
 * Errors are in units in the last place of the exact value (2⁻¹⁴⁹ below the normal range), the largest over all 2³²
 * inputs; tests/slow/elementary.test.ts measures them again. ln 2 is split into a part of 16 bits, whose product with an
 * exponent is exact, and the rest (Cody, Waite 1980). Polynomials are minimax (Remez), their rounded coefficients then
 * moved by a few units to the smallest measured error.
 * @module
 */
import {
  abs, add, andInteger, bits, div, equal, exp as eToThe, formula, fromBits, less, mul, negate, orInteger, select, shiftLeft, shiftRight, sub,
  subInteger, toFloat, type ElementaryFunction, type Expression, type Float, type Program,
} from '../formula/index.ts';

type FloatExpression = Expression<'float'>;

const LOG2_E = 1.44269504;
const LN2_HIGH = 0.693145751953125;
const LN2_LOW = 1.42860677e-6;
/** 1.5·2²³ + 254: adding it rounds to a whole number n and leaves n + 254 in the lowest bits. */
const ROUND_AND_BIAS = 12583166;
/** Below it eˣ is less than half the smallest subnormal; above the other it is Infinity. */
const EXP_LOWEST = -104;
const EXP_HIGHEST = 89;
/** (eʳ − 1 − r)/r² on |r| ≤ ln 2 / 2, highest power first. */
const EXP_POLYNOMIAL = [0.00138146011, 0.00836869515, 0.0416682437, 0.166665167, 0.49999994];

/** 2/3 in binary32: mantissas run from here to 4/3. */
const TWO_THIRDS_BITS = 0x3f2aaaab;
const SMALLEST_NORMAL = 1.1754943508222875e-38;
const TWO_23 = 8388608;
/** (log((1 + s)/(1 − s)) − 2s)/s³ in s² on |s| ≤ 1/5, highest power first. */
const LOG_POLYNOMIAL = [0.303640842, 0.399574667, 0.666669607];

/** Above it tanh goes by exp: there both ways are equally exact. */
const TANH_THRESHOLD = 0.72;
/** (tanh x − x)/x³ in x² up to the threshold, highest power first. */
const TANH_POLYNOMIAL = [-0.00498991506, 0.019926982, -0.0534964912, 0.133281946, -0.333331496];
const SIGN_BIT = 0x80000000 | 0;

/** Horner's rule. */
function polynomial(x: Float, [first, ...rest]: readonly number[]): Float {
  return rest.reduce<Float>((sum, coefficient) => add(mul(sum, x), coefficient), first);
}

/** a + b for |a| ≥ |b| as the rounded sum and, exactly, what rounding took (Dekker 1971). */
function exactSum(a: Float, b: Float): { readonly sum: FloatExpression; readonly rest: FloatExpression } {
  const sum = add(a, b);
  return { sum, rest: sub(b, sub(sum, a)) };
}

/** The first 12 bits of the significand. */
function upperHalf(a: Float): FloatExpression {
  return fromBits(andInteger(bits(a), 0xfffff000));
}

/**
 * eˣ = (high + low)·2ⁿ, x = n·ln 2 + r: high is 1 + r rounded, low what that took and the higher terms. `scale` multiplies by 2ⁿ
 * in two steps, so that the result becomes Infinity or a subnormal by one rounding.
 */
function exponential(x: Float): { readonly high: FloatExpression; readonly low: FloatExpression; readonly scale: (value: Float) => FloatExpression } {
  const biased = add(mul(x, LOG2_E), ROUND_AND_BIAS);
  const n = sub(biased, ROUND_AND_BIAS);
  const rHigh = sub(x, mul(n, LN2_HIGH));
  const rLow = mul(n, LN2_LOW);
  const r = sub(rHigh, rLow);
  const tail = sub(mul(mul(r, r), polynomial(r, EXP_POLYNOMIAL)), rLow);
  const { sum, rest } = exactSum(1, rHigh);
  // The exponent fields of 2^⌊n/2⌋ and 2^⌈n/2⌉.
  const half = andInteger(shiftLeft(bits(biased), 22), 0xff800000);
  const otherHalf = subInteger(shiftLeft(bits(biased), 23), half);
  return { high: sum, low: add(rest, tail), scale: (value) => mul(mul(value, fromBits(half)), fromBits(otherHalf)) };
}

/**
 * eˣ. Largest error 0.777 ulp, at x = −87.68234 (a subnormal result); among normal results 0.700 ulp, at x = 4.5058317.
 *
 * exp(±0) = 1; below −103.98 it is 0, above 88.722839 Infinity. Never falls where x rises.
 */
const exp: Program = formula({
  name: 'exp',
  arrays: ['x', 'y'],
  define: ({ x }) => {
    // NaN fails both comparisons and so goes on.
    const notAbove = select(less(EXP_HIGHEST, x), EXP_HIGHEST, x);
    const { high, low, scale } = exponential(select(less(notAbove, EXP_LOWEST), EXP_LOWEST, notAbove));
    return { y: scale(add(high, low)) };
  },
});

/**
 * The natural logarithm. Largest error 0.823 ulp, at x = 1.2823538.
 *
 * log(±0) = −Infinity, log(1) = +0, NaN for what is below 0. Never falls where x rises.
 *
 * x = 2ᵏ(1 + f), 2/3 ≤ 1 + f < 4/3; log(1 + f) = f − (f²/2 − s·(f²/2 + R(s²))), s = f/(2 + f).
 * Source: the identity is that of fdlibm's e_log.c (Sun Microsystems 1993).
 */
const log: Program = formula({
  name: 'log',
  arrays: ['x', 'y'],
  define: ({ x }) => {
    const isSmall = less(x, SMALLEST_NORMAL);
    const normal = select(isSmall, mul(x, TWO_23), x);
    const exponent = shiftRight(subInteger(bits(normal), TWO_THIRDS_BITS), 23);
    const k = sub(toFloat(exponent), select(isSmall, 23, 0));
    const f = sub(fromBits(subInteger(bits(normal), shiftLeft(exponent, 23))), 1);
    const s = div(f, add(2, f));
    const z = mul(s, s);
    const halfSquare = mul(mul(0.5, f), f);
    const tail = add(mul(s, add(halfSquare, mul(z, polynomial(z, LOG_POLYNOMIAL)))), mul(k, LN2_LOW));
    const { sum, rest } = exactSum(mul(k, LN2_HIGH), f);
    const finite = add(sum, sub(rest, sub(halfSquare, tail)));
    const orItself = select(less(x, Infinity), finite, x);
    return { y: select(equal(x, 0), -Infinity, select(less(x, 0), NaN, orItself)) };
  },
});

/**
 * The hyperbolic tangent. Largest error 1.039 ulp, at |x| = 0.7252167.
 *
 * Odd to the bit, tanh(±0) = ±0, ±1 in the limits; never falls where x rises.
 *
 * |x| < 0.72: x + x³·P(x²); above: 1 − 2/(e²ˣ + 1).
 */
const tanh: Program = formula({
  name: 'tanh',
  arrays: ['x', 'y'],
  define: ({ x }) => {
    const a = abs(x);
    const z = mul(a, a);
    const near = add(a, mul(a, mul(z, polynomial(z, TANH_POLYNOMIAL))));
    const far = sub(1, div(2, add(eToThe(add(a, a)), 1)));
    const magnitude = select(less(a, TANH_THRESHOLD), near, far);
    return { y: fromBits(orInteger(bits(magnitude), andInteger(bits(x), SIGN_BIT))) };
  },
});

/**
 * 1/(1 + e⁻ˣ). Largest error 0.803 ulp, at x = −86.293076.
 *
 * 0 and 1 in the limits, sigmoid(±0) = ½; never falls where x rises.
 *
 * With e = e^−|x| it is t = e/(1 + e) below 0 and 1 − t above. The quotient keeps its first 12 bits, q, and gets the rest
 * from what q leaves of the numerator: t = q + (e − q·(1 + e))/(1 + e). Products of 12 bits are exact, and what rounding took
 * from e and from 1 + e is counted in.
 */
const sigmoid: Program = formula({
  name: 'sigmoid',
  arrays: ['x', 'y'],
  define: ({ x }) => {
    const a = negate(abs(x));
    const { high, low, scale } = exponential(select(less(a, EXP_LOWEST), EXP_LOWEST, a));
    const power = exactSum(high, low);
    const e = scale(power.sum), eRest = scale(power.rest);
    const { sum, rest } = exactSum(1, e);
    const rounded = div(e, sum);
    const q = upperHalf(rounded);
    const sumHigh = upperHalf(sum);
    const remainder = sub(sub(e, mul(q, sumHigh)), mul(q, sub(sum, sumHigh)));
    const remainderRest = sub(eRest, mul(q, add(rest, eRest)));
    // 1/(1 + e) is 1 − e/(1 + e).
    const t = add(q, mul(add(remainder, remainderRest), sub(1, rounded)));
    return { y: select(less(x, 0), t, sub(1, t)) };
  },
});

/** The formula of each elementary function; array 0 is the argument, array 1 the result. */
export const elementary: Readonly<Record<ElementaryFunction, Program>> = { exp, log, tanh, sigmoid };
