/**
 * exp, log, pow, cos and sin of binary64 for scalars on the host (rates, schedules, angles of random numbers),
 * so that these too have the same bits on every engine.
 *
 * Built from + − × ÷ and the bits of a number. Where one binary64 is too short, a value is the unevaluated sum of two
 * (Dekker, "A floating-point technique for extending the available precision", Numer. Math. 18, 1971). Series are
 * Taylor's, long enough that what is left out is far below a unit in the last place. Errors are bounds of what was seen
 * against mpmath over 10⁵ points a function of tests/vectors/float64.py.
 * @module
 */

import { expectNumber } from './errors.ts';

/** high + low, |low| at most half a unit in the last place of high. */
interface Pair {
  high: number;
  low: number;
}

/** A place for a result. All are made once: a rate is computed at every step and should leave no garbage. */
const place = (high: number = 0.5, low: number = 0.5): Pair => ({ high, low });

const LOG2_E = 1.4426950408889634;
/** ln 2 = LN2_HIGH + LN2_LOW: the first part has 32 bits, so its product with an exponent is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const TWO_OVER_PI = 0.6366197723675814;
/** π/2 as a sum: three parts of 33 bits, whose products with up to 2²⁰ are exact, and the rest. */
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32] as const;
const LARGEST_ANGLE = 1e6;

/** 1/2!, 1/3!, …, highest first: (eʳ − 1 − r)/r² on |r| ≤ ln 2 / 2. */
const EXP_SERIES = inverseFactorials(2, 15, 1).reverse();
/** −1/3!, 1/5!, … and 1/4!, −1/6!, …, highest first, in r² on |r| ≤ π/4. */
const SIN_SERIES = alternating(inverseFactorials(3, 19, 2), -1).reverse();
const COS_SERIES = alternating(inverseFactorials(4, 20, 2), 1).reverse();
/** 2/5, 2/7, …, highest first: log((1 + s)/(1 − s)) = 2s + 2s³/3 + s⁵·(…), in s² on |s| ≤ 1/5. */
const LOG_SERIES = Array.from({ length: 13 }, (_, k) => 2 / (2 * k + 5)).reverse();
const TWO_THIRDS = place(0.6666666666666666, 3.700743415417188e-17);

const LOG = place(), ANGLE = place(), ROOT = place(), SQUARE = place(), TERM = place(), SUM = place(), REST = place();

const view = new DataView(new ArrayBuffer(8));

/**
 * eˣ. Largest error 0.60 ulp; 0.76 ulp among subnormal results.
 *
 * exp64(±0) = 1, exp64(−Infinity) = 0, NaN stays NaN.
 */
export function exp64(x: number): number {
  return expOfPair(x, 0);
}

/**
 * The natural logarithm. Largest error 0.501 ulp.
 *
 * log64(±0) = −Infinity, log64(1) = +0, NaN for what is below 0.
 */
export function log64(x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0)) return NaN;
  if (x === Infinity) return x;
  logAsPair(x, LOG);
  return LOG.high;
}

/**
 * xʸ. Largest error 0.62 ulp where |y·log x| ≤ 40, 0.9 ulp elsewhere.
 *
 * Special values are those of ECMAScript's `**`: pow64(x, ±0) = 1, pow64(±1, ±Infinity) = NaN, NaN for a negative x and
 * a y that is not whole.
 */
export function pow64(x: number, y: number): number {
  if (y === 0) return 1;
  if (x !== x || y !== y) return NaN;
  const base = Math.abs(x);
  const isNegative = (x < 0 || Object.is(x, -0)) && Math.abs(y % 2) === 1;
  const magnitude =
    x < 0 && Number.isFinite(x) && Number.isFinite(y) && !Number.isInteger(y) ? NaN : powOfPositive(base, y);
  return isNegative ? -magnitude : magnitude;
}

/** Cosine of x radians. Largest error 0.75 ulp. NaN for NaN and ±Infinity; throws RangeError where |x| > 10⁶. */
export function cos64(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  expectNumber('cos64', 'x', x, -LARGEST_ANGLE, LARGEST_ANGLE);
  const quadrant = reduceAngle(x, ANGLE);
  return [cosOfPair, minusSin, minusCos, sinOfPair][quadrant](ANGLE);
}

/**
 * Sine of x radians. Largest error 0.75 ulp. sin64(±0) = ±0. NaN for NaN and ±Infinity; throws RangeError where
 * |x| > 10⁶.
 */
export function sin64(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  expectNumber('sin64', 'x', x, -LARGEST_ANGLE, LARGEST_ANGLE);
  if (x === 0) return x;
  const quadrant = reduceAngle(x, ANGLE);
  return [sinOfPair, cosOfPair, minusSin, minusCos][quadrant](ANGLE);
}

function powOfPositive(base: number, y: number): number {
  if (Math.abs(y) === Infinity) return base === 1 ? NaN : base > 1 === y > 0 ? Infinity : 0;
  if (base === 0 || base === Infinity) return (base === 0) === y > 0 ? 0 : Infinity;
  if (base === 1) return 1;
  logAsPair(base, LOG);
  const { high, low } = LOG, product = y * high;
  // Beyond this exp is Infinity or 0, and the exact product below could overflow.
  if (Math.abs(product) > 800) return product > 0 ? Infinity : 0;
  exactProduct(y, high, TERM);
  return expOfPair(product, TERM.low + y * low);
}

/** e^(high + low). */
function expOfPair(high: number, low: number): number {
  if (high !== high) return NaN;
  if (high > 710) return Infinity;
  if (high < -746) return 0;
  const n = Math.round(high * LOG2_E);
  exactSum(high - n * LN2_HIGH, low, SUM);
  exactProduct(n, LN2_LOW, TERM);
  const lows = SUM.low - TERM.low;
  exactSum(SUM.high, -TERM.high, SUM);
  const r = SUM.high, rLow = SUM.low + lows;
  exactSum(1, r, SUM);
  const value = SUM.high + (SUM.low + (rLow + r * rLow + r * r * polynomial(r, EXP_SERIES)));
  // Two factors: the result becomes Infinity or a subnormal by one rounding.
  const half = Math.floor(n / 2);
  return value * powerOfTwo(half) * powerOfTwo(n - half);
}

/**
 * log x for a positive finite x, to about 63 bits: x = 2ᵏ·m, s = (m − 1)/(m + 1), k·ln 2 + 2s + 2s³/3 + s⁵·(2/5 + …).
 */
function logAsPair(x: number, out: Pair): void {
  const k = splitExponent(x), f = view.getFloat64(0) - 1;
  exactSum(2, f, ROOT);
  quotient(f, ROOT, ROOT);
  product(ROOT, ROOT, SQUARE);
  REST.high = SQUARE.high * SQUARE.high * ROOT.high * polynomial(SQUARE.high, LOG_SERIES);
  REST.low = 0;
  product(SQUARE, ROOT, TERM);
  product(TWO_THIRDS, TERM, TERM);
  sum(TERM, REST, TERM);
  ROOT.high *= 2;
  ROOT.low *= 2;
  sum(ROOT, TERM, TERM);
  // |k·ln 2| exceeds the other unless k is 0.
  SUM.high = k * LN2_HIGH;
  SUM.low = 0;
  exactProduct(k, LN2_LOW, REST);
  sum(SUM, REST, SUM);
  sum(SUM, TERM, out);
}

/** k of x = m·2ᵏ with 2/3 ≤ m < 4/3 (to the high 32 bits); leaves m in `view`. */
function splitExponent(x: number): number {
  const isSubnormal = x < 2.2250738585072014e-308;
  view.setFloat64(0, isSubnormal ? x * 18014398509481984 : x);
  const high = view.getInt32(0);
  const k = (high - 0x3fe55555) >> 20;
  view.setInt32(0, high - (k << 20));
  return isSubnormal ? k - 54 : k;
}

/** 2ⁿ for −1022 ≤ n ≤ 1023. */
function powerOfTwo(n: number): number {
  view.setInt32(0, (n + 1023) << 20);
  view.setInt32(4, 0);
  return view.getFloat64(0);
}

/** The quadrant of x = (4q + quadrant)·π/2 + r, |r| ≤ π/4; r goes to `out`. */
function reduceAngle(x: number, out: Pair): number {
  const n = Math.round(x * TWO_OVER_PI);
  out.high = x - n * HALF_PI[0];
  out.low = 0;
  TERM.low = 0;
  for (let i = 1; i < HALF_PI.length; i++) {
    TERM.high = -n * HALF_PI[i];
    sum(out, TERM, out);
  }
  return n & 3;
}

function sinOfPair({ high, low }: Pair): number {
  const square = high * high;
  return high + (low * (1 - square / 2) + high * square * polynomial(square, SIN_SERIES));
}

function cosOfPair({ high, low }: Pair): number {
  exactProduct(high, high, SQUARE);
  exactSum(1, -SQUARE.high / 2, SUM);
  const rest = SQUARE.high * SQUARE.high * polynomial(SQUARE.high, COS_SERIES);
  return SUM.high + (SUM.low + (rest - (high * low + SQUARE.low / 2)));
}

const minusSin = (r: Pair): number => -sinOfPair(r);
const minusCos = (r: Pair): number => -cosOfPair(r);

/** a + b and what rounding took, exactly (Knuth's order, for any a and b). */
function exactSum(a: number, b: number, out: Pair): void {
  const high = a + b;
  const bSeen = high - a;
  out.high = high;
  out.low = (a - (high - bSeen)) + (b - bSeen);
}

/** a·b and what rounding took, exactly unless something overflows or underflows: halves of 26 bits multiply exactly. */
function exactProduct(a: number, b: number, out: Pair): void {
  const high = a * b;
  const aHigh = upperHalf(a), aLow = a - aHigh;
  const bHigh = upperHalf(b), bLow = b - bHigh;
  out.high = high;
  out.low = aLow * bLow - (high - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

function upperHalf(a: number): number {
  const scaled = a * 134217729;
  return scaled - (scaled - a);
}

// In these `out` may be an operand.

function sum(a: Pair, b: Pair, out: Pair): void {
  const lows = a.low + b.low;
  exactSum(a.high, b.high, out);
  exactSum(out.high, out.low + lows, out);
}

function product(a: Pair, b: Pair, out: Pair): void {
  const lows = a.high * b.low + a.low * b.high;
  exactProduct(a.high, b.high, out);
  exactSum(out.high, out.low + lows, out);
}

function quotient(a: number, b: Pair, out: Pair): void {
  const { high: divisor, low } = b, high = a / divisor;
  exactProduct(high, divisor, out);
  exactSum(high, (a - out.high - out.low - high * low) / divisor, out);
}

/** Horner's rule. */
function polynomial(x: number, coefficients: readonly number[]): number {
  let value = 0;
  for (let i = 0; i < coefficients.length; i++) value = value * x + coefficients[i]; // an iterator would leave garbage
  return value;
}

/** 1/first!, …, 1/last!, `step` apart. */
function inverseFactorials(first: number, last: number, step: number): number[] {
  const series: number[] = [];
  let factorial = 1;
  for (let n = 2; n <= last; n++) {
    factorial *= n;
    if (n >= first && (n - first) % step === 0) series.push(1 / factorial);
  }
  return series;
}

function alternating(series: readonly number[], sign: number): number[] {
  return series.map((value, i) => (i % 2 === 0 ? sign * value : -sign * value));
}
