/**
 * Why none of the steps tried from a point was taken.
 * @module
 */
import type { Ending } from './result.ts';

/** What f was at the steps tried: none yet, nowhere finite with its gradient, or finite somewhere. */
export type Seen = 'nothing' | 'notFinite' | 'finite';

/** What has been seen, one more value being NaN or not. */
export function seenBy(before: Seen, value: number): Seen {
  return before === 'finite' || !Number.isNaN(value) ? 'finite' : 'notFinite';
}

/** The ending where the step has become so short that it changes nothing. */
export function refusal(seen: Seen, gradientNorm: number): Ending {
  const at = `‖∇f‖ = ${gradientNorm}`;
  if (seen === 'nothing') return { reason: 'step', message: `the step changes no bit of x; ${at}` };
  if (seen === 'finite') return { reason: 'lineSearch', message: `no step, however short, makes f smaller; ${at}` };
  return { reason: 'notFinite', message: `f or its derivatives are not finite wherever a step could lead; ${at}` };
}
