/**
 * erf and erfc in binary32; see elementary.ts for what holds of all.
 * @module
 */

import {
  abs, add, andInteger, bits, div, fromBits, less, mul, negate, orInteger, select, sub, type Float, type Program,
} from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { exactSum, exponential, polynomial, upperHalf, type FloatExpression } from './elementaryParts.ts';

/** Above it erf goes by erfc, below it erfc by erf. */
const NEAR = 0.84;
/** erf(x)/x − 1 in x² below it, highest power first. */
const ERF_POLYNOMIAL = [
  8.86706985e-5, -0.000825081894, 0.00520981755, -0.0268626716, 0.112837501, -0.376126379, 0.128379166,
];
/** erfc(x)·exp(x²)·(x + 2) in 1/(x + 2) above it, highest power first. */
const ERFC_POLYNOMIAL = [
  -60.6251259, 92.1752319, -33.116394, -11.0578384, 2.59474659, 1.98209727, 2.91417408, 1.96737909, 1.12869143,
  0.564183891,
];
/** Above it erfc is less than half the smallest subnormal. */
const VANISHES = 10.5;
const SIGN_BIT = 0x80000000 | 0;

/** erf(x) − x for |x| < NEAR. */
function excess(x: FloatExpression): FloatExpression {
  return mul(x, polynomial(mul(x, x), ERF_POLYNOMIAL));
}

/**
 * erfc(a) for NEAR ≤ a: exp(−a²)·P(1/(a + 2))/(a + 2). What rounding takes from a² and a + 2 multiplies
 * the exponential: relative errors that small add up.
 */
function complement(magnitude: FloatExpression): FloatExpression {
  const a = select(less(VANISHES, magnitude), VANISHES, magnitude);
  const square = mul(a, a);
  const high = upperHalf(a), low = sub(a, high);
  // −a² = −square + squareRest
  const squareRest = sub(sub(sub(square, mul(high, high)), mul(mul(2, high), low)), mul(low, low));
  const d = add(a, 2);
  const dRest = select(less(2, a), sub(2, sub(d, a)), sub(a, sub(d, 2)));
  const t = div(1, d);
  const e = exponential(negate(square));
  const power = add(e.high, add(e.low, mul(sub(squareRest, mul(dRest, t)), add(e.high, e.low))));
  return e.scale(div(mul(power, polynomial(t, ERFC_POLYNOMIAL)), d));
}

const signed = (magnitude: Float, x: Float): FloatExpression =>
  fromBits(orInteger(bits(magnitude), andInteger(bits(x), SIGN_BIT)));

/**
 * The error function 2/√π·∫₀ˣ exp(−t²) dt. Largest error 1.521 ulp, at |x| = 0.84481752.
 *
 * Odd to the bit, erf(±0) = ±0, ±1 in the limits; never falls where x rises.
 */
export const erf: Program = lazyFormula({
  name: 'erf',
  arrays: ['x', 'y'],
  define: ({ x }) => {
    const a = abs(x);
    return { y: signed(select(less(a, NEAR), add(a, excess(a)), sub(1, complement(a))), x) };
  },
});

/**
 * The complement 1 − erf(x), as exact where it is small. Largest error 4.345 ulp, at x = 1.097191.
 *
 * 2 and 0 in the limits, erfc(±0) = 1; never rises where x rises.
 */
export const erfc: Program = lazyFormula({
  name: 'erfc',
  arrays: ['x', 'y'],
  define: ({ x }) => {
    const a = abs(x);
    const { sum, rest } = exactSum(1, negate(x));
    const far = complement(a);
    return { y: select(less(a, NEAR), add(sum, sub(rest, excess(x))), select(less(x, 0), sub(2, far), far)) };
  },
});
