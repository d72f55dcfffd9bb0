/**
 * Small formulas made of the operations, for use in others.
 * @module
 */

import { abs, add, div, equal, exp, less, lessOrEqual, log, mul, negate, select, sub } from './arithmetic.ts';
import type { Float, FloatExpression } from './expression.ts';

/** a ⊗ a. Throws TypeError for what is no float, RangeError for a number too large for binary32. */
export const square = (a: Float): FloatExpression => mul(a, a);
/**
 * 1 for a > 0, −1 for a < 0, a itself for ±0 and NaN. Throws TypeError for what is no float, RangeError for a number
 * too large for binary32.
 */
export const sign = (a: Float): FloatExpression => select(less(0, a), 1, select(less(a, 0), -1, a));
/**
 * The larger of two; NaN if either is, and b of +0 and −0. Throws TypeError for what is no float, RangeError for a
 * number too large for binary32.
 */
export const maximum = (a: Float, b: Float): FloatExpression =>
  select(less(b, a), a, select(lessOrEqual(a, b), b, add(a, b)));
/**
 * The smaller of two; NaN if either is, and b of +0 and −0. Throws TypeError for what is no float, RangeError for a
 * number too large for binary32.
 */
export const minimum = (a: Float, b: Float): FloatExpression =>
  select(less(a, b), a, select(lessOrEqual(b, a), b, add(a, b)));
/**
 * a, but at least −limit and at most limit. Throws TypeError for what is no float, RangeError for a number too large
 * for binary32.
 */
export const clamp = (a: Float, limit: Float): FloatExpression => maximum(minimum(a, limit), negate(limit));
/**
 * a moved towards b by the share w: a ⊕ ((b ⊖ a) ⊗ w). Throws TypeError for what is no float, RangeError for a number
 * too large for binary32.
 */
export const towards = (a: Float, b: Float, w: Float): FloatExpression => add(a, mul(sub(b, a), w));
/**
 * (w ⊗ a) ⊕ ((1 ⊖ w) ⊗ b): the mean of a, of weight w, and b. Throws TypeError for what is no float, RangeError for a
 * number too large for binary32.
 */
export const blend = (a: Float, b: Float, w: Float): FloatExpression => add(mul(w, a), mul(sub(1, w), b));
/**
 * sign(a) ⊗ max(|a| ⊖ threshold, 0): what is small becomes 0, the rest comes nearer to it. Throws TypeError for what is
 * no float, RangeError for a number too large for binary32.
 */
export const shrink = (a: Float, threshold: Float): FloatExpression => mul(sign(a), maximum(sub(abs(a), threshold), 0));
/** 1 ⊘ a. Throws TypeError for what is no float, RangeError for a number too large for binary32. */
export const reciprocal = (a: Float): FloatExpression => div(1, a);
/**
 * xʸ for x ≥ 0, as exp(y ⊗ log x); 1 for y = 0.
 *
 * The error of the product counts in full: about 1 + |y·log x| units in the last place. Throws TypeError for what is no
 * float, RangeError for a number too large for binary32.
 */
export const power = (x: Float, y: Float): FloatExpression => select(equal(y, 0), 1, exp(mul(y, log(x))));
