/**
 * The elementary functions in binary32, as formulas of correctly rounded operations and operations on bits:
 * the same bits on every engine. No branch and no table, so that a SIMD emitter can follow them lane by lane.
 *
 * Errors are in units in the last place of the exact value (2⁻¹⁴⁹ below the normal range), the largest over all 2³²
 * inputs; tests/slow/elementary.test.ts measures them again. Polynomials are minimax (Remez), their rounded
 * coefficients moved by a few units to the smallest measured error where that was worth it.
 * @module
 */

import {
  abs, add, andInteger, bits, div, equal, exp as eToThe, fromBits, less, mul, negate, orInteger, select, shiftLeft,
  sub, subInteger, type ElementaryFunction, type Program,
} from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import {
  EXP_LOWEST, exactSum, exponential, logarithm, mantissa, polynomial, reduced, upperHalf,
} from './elementaryParts.ts';
import { erf, erfc } from './errorFunction.ts';

/** Above it eˣ is Infinity. */
const EXP_HIGHEST = 89;
/** Below it eˣ − 1 is −1, above the other eˣ, to the last bit. */
const EXPM1_LOWEST = -18;
const EXPM1_HIGHEST = 20;
/** The exponent field of 1. */
const ONE_BITS = 0x3f800000;

const SMALLEST_NORMAL = 1.1754943508222875e-38;
const TWO_23 = 8388608;

/** Above it tanh goes by exp: there both ways are equally exact. */
const TANH_THRESHOLD = 0.72;
/** (tanh x − x)/x³ in x² up to the threshold, highest power first. */
const TANH_POLYNOMIAL = [-0.00498991506, 0.019926982, -0.0534964912, 0.133281946, -0.333331496];
const SIGN_BIT = 0x80000000 | 0;

/**
 * eˣ. Largest error 0.777 ulp, at x = −87.68234 (a subnormal result); among normal results 0.700 ulp, at x = 4.5058317.
 *
 * exp(±0) = 1; below −103.98 it is 0, above 88.722839 Infinity. Never falls where x rises.
 */
const exp: Program = lazyFormula({
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
 * eˣ − 1, exact to the last places also near 0. Largest error 1.163 ulp, at x = 0.34769142.
 *
 * expm1(±0) = ±0, −1 and Infinity in the limits; never falls where x rises.
 *
 * With eˣ = 2ⁿ(1 + q) it is (2ⁿ − 1) + 2ⁿ·q.
 */
const expm1: Program = lazyFormula({
  name: 'expm1',
  arrays: ['x', 'y'],
  define: ({ x }) => {
    const { biased, rHigh, tail } = reduced(select(less(x, EXPM1_LOWEST), EXPM1_LOWEST, x));
    const power = fromBits(subInteger(shiftLeft(bits(biased), 23), ONE_BITS)); // n + 254 becomes n + 127
    const lessOne = sub(power, 1);
    const { sum, rest } = exactSum(lessOne, mul(power, rHigh));
    const near = add(sum, add(rest, add(mul(power, tail), sub(sub(power, lessOne), 1))));
    return { y: select(equal(x, 0), x, select(less(EXPM1_HIGHEST, x), eToThe(x), near)) };
  },
});

/**
 * The natural logarithm. Largest error 0.823 ulp, at x = 1.2823538.
 *
 * log(±0) = −Infinity, log(1) = +0, NaN for what is below 0. Never falls where x rises.
 */
const log: Program = lazyFormula({
  name: 'log',
  arrays: ['x', 'y'],
  define: ({ x }) => {
    const isSmall = less(x, SMALLEST_NORMAL);
    const normal = select(isSmall, mul(x, TWO_23), x);
    const { k, f } = mantissa(normal);
    const finite = logarithm(sub(k, select(isSmall, 23, 0)), f);
    const orItself = select(less(x, Infinity), finite, x);
    return { y: select(equal(x, 0), -Infinity, select(less(x, 0), NaN, orItself)) };
  },
});

/**
 * log(1 + x), exact to the last places also near 0. Largest error 0.840 ulp, at x = 0.36413154.
 *
 * log1p(±0) = ±0, log1p(−1) = −Infinity, NaN for what is below −1. Never falls where x rises.
 *
 * What rounding took from u = 1 ⊕ x comes back as (1 + x − u)/u; where u's mantissa is 1 + x itself, x is taken for it.
 */
const log1p: Program = lazyFormula({
  name: 'log1p',
  arrays: ['x', 'y'],
  define: ({ x }) => {
    const u = add(1, x);
    const lost = select(less(x, 1), sub(x, sub(u, 1)), sub(1, sub(u, x)));
    const { k, f } = mantissa(u);
    const isNear = equal(k, 0);
    const finite = logarithm(k, select(isNear, x, f), select(isNear, 0, div(lost, u)));
    const orItself = select(less(x, Infinity), select(equal(x, 0), x, finite), x);
    return { y: select(equal(x, -1), -Infinity, select(less(x, -1), NaN, orItself)) };
  },
});

/**
 * The hyperbolic tangent. Largest error 1.039 ulp, at |x| = 0.7252167.
 *
 * Odd to the bit, tanh(±0) = ±0, ±1 in the limits; never falls where x rises.
 *
 * |x| < 0.72: x + x³·P(x²); above: 1 − 2/(e²ˣ + 1).
 */
const tanh: Program = lazyFormula({
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
 * With e = e^−|x| it is t = e/(1 + e) below 0 and 1 − t above. The quotient keeps its first 12 bits, q, and gets
 * the rest from what q leaves of the numerator: t = q + (e − q·(1 + e))/(1 + e). Products of 12 bits are exact,
 * and what rounding took from e and from 1 + e is counted in.
 */
const sigmoid: Program = lazyFormula({
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
export const elementary: Readonly<Record<ElementaryFunction, Program>> = {
  exp, expm1, log, log1p, tanh, sigmoid, erf, erfc,
};
