/**
 * What is said where a derivative would be lost.
 * @module
 */

import { typeError } from '../core/errors.ts';
import type { Routine } from '../kernels/routines/routine.ts';

/** The error for `user`: a layer or loss, by its name. */
export function noDerivative(user: string, reason: string): TypeError {
  return typeError(`curvature: ${user} has no derivative here: ${reason}`);
}

/** What stands for a routine that returns a number: it throws {@link noDerivative}. */
export function lostDerivative({ name }: Routine, user: string): () => never {
  return () => {
    throw noDerivative(user, `${name} returns a number, whose derivative is lost; rowSums or a formula would keep it`);
  };
}
