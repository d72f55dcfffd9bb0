/**
 * Where a difference is taken to.
 * @module
 */

/** A variable, its step, and its bounds. */
export interface Place {
  readonly x: number;
  readonly h: number;
  readonly lower: number;
  readonly upper: number;
}

/** The step of one difference for max(1, |x|) = 1: it leaves half of the digits of a function. */
export const FORWARD_STEP: number = 2 ** -26;

/** x + h, or the other way where that leaves the bounds, or the further bound where both do. */
export function oneSided({ x, h, lower, upper }: Place): number {
  const isInside = (to: number): boolean => lower <= to && to <= upper;
  if (isInside(x + h)) return x + h;
  if (isInside(x - h)) return x - h;
  return upper - x >= x - lower ? upper : lower;
}
