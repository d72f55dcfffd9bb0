/**
 * Probabilities kept away from 0 and 1.
 * @module
 */

import { rangeError, show } from '../core/errors.ts';
import { and, less, lessOrEqual, select, type Expression, type Float, type Truth } from '../formula/index.ts';

/** Keras' bounds on a probability, 10⁻⁷ and 1 − 10⁻⁷, as binary32 rounds them. */
export const LOWEST: number = Math.fround(1e-7);
export const HIGHEST: number = Math.fround(1 - 1e-7);

/** a, but at least `lowest` and at most `highest`; NaN stays NaN. */
export const clip = (a: Float, lowest: number, highest: number): Expression<'float'> =>
  select(less(a, lowest), lowest, select(less(highest, a), highest, a));

/** Whether `clip` leaves a as it is; only then a gradient passes. */
export const isWithin = (a: Float, lowest: number, highest: number): Truth =>
  and(lessOrEqual(lowest, a), lessOrEqual(a, highest));

/** RangeError unless the axis is the last. */
export function expectLastAxis(who: string, axis: number): void {
  if (axis === -1) return;
  const advice = 'permute({ dims }) moves another axis there';
  throw rangeError(`${who}: axis must be -1, the last, along which losses work; ${advice}, got ${show(axis)}`);
}
