/**
 * Why none of the steps tried from a point was taken.
 * @module
 */

import type { Point } from './point.ts';
import type { Ending } from './result.ts';

/** What f was at the steps tried: none yet, nowhere finite with its gradient, or finite somewhere. */
export type Seen = 'nothing' | 'notFinite' | 'finite';

/** The part of |f| + Σ|∇fᵢ·xᵢ| that rounding of f and of x may hide: 16 roundings. */
const HIDDEN = 2 ** -48;

/** What has been seen, one more value being NaN or not. */
export function seenBy(before: Seen, value: number): Seen {
  return before === 'finite' || !Number.isNaN(value) ? 'finite' : 'notFinite';
}

/**
 * The ending where the step has become so short that it changes nothing, `promised` being the most by which f could
 * fall.
 */
export function refusal(seen: Seen, { x, value, gradient, gradientNorm }: Point, promised: number): Ending {
  const size = gradient.reduce((total, slope, i) => total + Math.abs(slope * x[i]), Math.abs(value));
  const at = `‖∇f‖ = ${gradientNorm}`, converged = promised <= HIDDEN * size;
  if (seen === 'notFinite') return {
    reason: 'notFinite', converged: false,
    message: `f or its derivatives are not finite wherever a step could lead; ${at}`,
  };
  const reason = seen === 'nothing' ? 'step' : 'lineSearch';
  if (converged) return { reason, converged, message: `x is a minimum as far as rounding lets f be seen; ${at}` };
  const message = seen === 'nothing'
    ? 'not converged: the step changes no bit of x'
    : 'not converged: no step, however short, makes f smaller as ∇f promises';
  return { reason, converged, message: `${message}; ${at}` };
}

/**
 * How far the parabola falls that begins with a slope of `along` a unit of way and has risen by `rise` at 1: `along` is
 * below 0.
 */
export function fall(along: number, rise: number): number {
  const bend = rise - along;
  return bend > 0 ? -along / bend * -along / 4 : -along;
}
