/**
 * The slope of a function by its values alone, and whether the function is smooth enough there for that
 * to mean something.
 * @module
 */

/** What values to both sides tell. */

export interface Slope {
  /** From central differences at two steps, extrapolated (Richardson): exact up to the fourth power of the step. */
  readonly slope: number;
  /** One-sided, at half the step: they differ where there is a kink. */
  readonly left: number;
  readonly right: number;
  /** The larger of the two steps. */
  readonly step: number;
  /** What rounding of the values may have done to the slope. */
  readonly rounding: number;
  /** Whether half the step sees the same slope and half the bend, as of a function without a kink within the step. */
  readonly isSmooth: boolean;
  /** Larger steps that were given up since they cross a kink. */
  readonly givenUp: number;
}

/**
 * The first step, for positions up to 1; larger ones take more. A power of two, so that both sides are reached
 * without rounding.
 */
const STEP = 2 ** -13;
/** Each further step is so much smaller. */
const FINER = 8;
const STEPS = 4;
const RELATIVE = 1e-6;
/** Of J's own magnitude, or of 1 where it is less: sums of as many terms as a network has. */
const ROUNDING = 2 ** -46;

/** Of f at a point. Where a kink lies within the step, with 8, 64 and 512 times smaller ones. */
export function numericSlope(f: (at: number) => number, at: number): Slope {
  const here = f(at);
  let step = STEP;
  while (step < STEP * Math.abs(at)) step *= 2;
  let slope = slopeWith(f, at, here, step, 0);
  for (let givenUp = 1; givenUp < STEPS && !slope.isSmooth; givenUp++) {
    slope = slopeWith(f, at, here, step /= FINER, givenUp);
  }
  return slope;
}

function slopeWith(f: (at: number) => number, at: number, here: number, step: number, givenUp: number): Slope {
  const half = step / 2;
  const above = f(at + step), below = f(at - step), nearAbove = f(at + half), nearBelow = f(at - half);
  const wide = (above - below) / (2 * step), narrow = (nearAbove - nearBelow) / step;
  const left = (here - nearBelow) / half, right = (nearAbove - here) / half;
  const bend = (above - here - (here - below)) / step - 2 * (right - left);
  const rounding = (ROUNDING * Math.max(1, Math.abs(here))) / step;
  const tolerance = RELATIVE * Math.max(Math.abs(left), Math.abs(right)) + rounding;
  const isSmooth = Math.abs(bend) <= tolerance && Math.abs(wide - narrow) <= tolerance;
  return { slope: (4 * narrow - wide) / 3, left, right, step, rounding, isSmooth, givenUp };
}
