/**
 * A step along a direction that meets the strong Wolfe conditions.
 * @module
 */

import type { Evaluator } from './evaluator.ts';
import { pointAt, type Point } from './point.ts';
import { fall, refusal, seenBy, type Seen } from './refusal.ts';
import type { Ending } from './result.ts';
import { dot, toUnit } from './vectors.ts';

export interface LineSearchOptions {
  /** Decrease demanded: φ(α) ≤ φ(0) + c1·α·φ′(0). Default 1e-4. */
  readonly c1?: number;
  /** Slope demanded: |φ′(α)| ≤ c2·|φ′(0)|. Infinity demands the decrease only. Default 0.9. */
  readonly c2?: number;
}

/** A step tried, whose slope is NaN where ∇f was not asked for. */
interface Trial {
  readonly alpha: number;
  readonly value: number;
  readonly slope: number;
}

/** A trial to go on from. */
interface Lower extends Trial {
  readonly point: Point;
}

/** Enough to shrink a step to nothing by the factor below: 4⁻⁶⁰ < 2⁻¹¹⁹. */
const MOST_TRIALS = 60;
const SHRINK_NOT_FINITE = 0.25;
/** Where no minimum is bracketed, a step grows by factors of these bounds. */
const LEAST_GROWTH = 2, MOST_GROWTH = 10;
/** An interpolated step keeps off both ends of the bracket by this part of it. */
const MARGIN = 0.1;
/** A bracket that two trials have not shrunk to this part is halved. */
const SHRUNK = 0.66;

/**
 * Goes from `from` along `d`, φ(α) = f(x + αd), to a step that meets the strong Wolfe conditions,
 * φ(α) ≤ φ(0) + c1·α·φ′(0) and
 * |φ′(α)| ≤ c2·|φ′(0)|, trying α = `first` first. `d` must go down: φ′(0) < 0. Where f still falls at the bounds, the
 * step ends there.
 *
 * No point it tries where ∇f is finite is lower than the one it returns. Where f or ∇f is not finite the step shrinks;
 * ∇f is asked for only where f has fallen enough. Where rounding, or 60 trials, end the search before the slope is met,
 * the lowest point is returned; where none is lower than `from`, why: 'step' if the first trial changes no bit of x,
 * 'notFinite' if f or ∇f was finite at none, else 'lineSearch'; converged where rounding would hide the lowest of each
 * parabola through f and its slope at `from` and f at a trial.
 *
 * Source: Nocedal and Wright, Numerical Optimization, 2nd ed., 2006, algorithms 3.5 and 3.6 as one loop, in which
 * `high` is missing until a minimum is bracketed; steps by their cubic 3.59, or by a parabola where a slope is unknown.
 */
export function lineSearch(
  evaluator: Evaluator, from: Point, d: Float64Array, first: number, { c1 = 1e-4, c2 = 0.9 }: LineSearchOptions = {},
): Point | Ending {
  const slope = dot(from.gradient, d), start: Lower = { alpha: 0, value: from.value, slope, point: from };
  let low = start, before: Trial =
    start, high: Trial | undefined, refused: { x: Float64Array; value: number } | undefined;
  const most = evaluator.bounds?.reach(from.x, d) ?? Infinity;
  let alpha = Math.min(first, most), widths: readonly [number, number] = [Infinity, Infinity];
  let seen: Seen = 'nothing', promised = 0;

  for (let trial = 0; trial < MOST_TRIALS; trial++) {
    const x = new Float64Array(d.length);
    evaluator.moveInto(from.x, alpha, d, x);
    if (x.every((v, i) => v === low.point.x[i])) break;
    const value = x.every(Number.isFinite) ? evaluator.value(x) : NaN;
    const isEnough = value <= from.value + c1 * alpha * slope && value <= low.value;
    const point = isEnough ? pointAt(evaluator, x, value) : undefined;
    const known = isEnough && point === undefined ? NaN : value; // if it is low and no point, ∇f is not finite
    seen = seenBy(seen, known);
    if (!Number.isNaN(known)) promised = Math.max(promised, fall(alpha * slope, value - from.value));
    if (point === undefined) {
      if (!isEnough && value < (refused ?? from).value) refused = { x, value };
      high = { alpha, value: isEnough ? NaN : value, slope: NaN };
    } else {
      const here = { alpha, value, slope: dot(point.gradient, d), point };
      if (Math.abs(here.slope) <= -c2 * slope || (alpha === most && here.slope < 0)) {
        return lowest(evaluator, point, refused);
      }
      if (high === undefined ? here.slope >= 0 : here.slope * (high.alpha - low.alpha) >= 0) high = low;
      before = low;
      low = here;
    }
    alpha = high === undefined ? Math.min(most, grown(before, low)) : within(low, high, widths[0]);
    widths = [widths[1], high === undefined ? Infinity : Math.abs(high.alpha - low.alpha)];
  }
  const end = lowest(evaluator, low.point, refused);
  return end.value < from.value ? end : refusal(seen, from, seen === 'nothing' ? -first * slope : promised);
}

/** The lower of the point and of one that was refused because f had not fallen enough for its length. */
function lowest(evaluator: Evaluator, point: Point, refused: { x: Float64Array; value: number } | undefined): Point {
  return (refused !== undefined && refused.value < point.value
    ? pointAt(evaluator, refused.x, refused.value)
    : undefined)
    ?? point;
}

/** A step beyond `low`, where f still falls. */
function grown(before: Trial, low: Trial): number {
  const least = LEAST_GROWTH * low.alpha, most = MOST_GROWTH * low.alpha, cubic = cubicMinimum(before, low);
  return cubic > low.alpha ? Math.min(most, Math.max(least, cubic)) : most;
}

/** A step between `low`, towards which f falls, and `high`, or where f is not finite there, near `low`. */
function within(low: Trial, high: Trial, widthBefore: number): number {
  const width = high.alpha - low.alpha;
  if (!Number.isFinite(high.value)) return low.alpha + SHRINK_NOT_FINITE * width;
  const part =
    ((Number.isFinite(high.slope) ? cubicMinimum(low, high) : quadraticMinimum(low, high)) - low.alpha) / width;
  if (!Number.isFinite(part) || Math.abs(width) > SHRUNK * widthBefore) return low.alpha + 0.5 * width;
  return low.alpha + Math.min(1 - MARGIN, Math.max(MARGIN, part)) * width;
}

/** Where the cubic with the values and slopes of a and b is least; NaN where it has no minimum. */
function cubicMinimum(a: Trial, b: Trial): number {
  const width = b.alpha - a.alpha;
  const p = a.slope + b.slope - 3 * (b.value - a.value) / width;
  // slopes may be of any size
  const unit = toUnit(Math.max(Math.abs(p), Math.abs(a.slope), Math.abs(b.slope))), scaled = p * unit;
  const q = Math.sqrt(scaled * scaled - a.slope * unit * (b.slope * unit)) / unit * (width < 0 ? -1 : 1);
  return b.alpha - width * ((b.slope + q - p) / (b.slope - a.slope + 2 * q));
}

/** Where the parabola with a's value and slope, and b's value, is least. */
function quadraticMinimum(a: Trial, b: Trial): number {
  const width = b.alpha - a.alpha;
  return a.alpha - a.slope * width * width / (2 * (b.value - a.value - a.slope * width));
}
