/**
 * What is said where a derivative would be lost.
 * @module
 */
import { typeError } from '../core/errors.ts';
import type { FloatArray, Kernels } from '../kernels/index.ts';

/** The error for `user`: a layer or loss, by its name. */
export function noDerivative(user: string, reason: string): TypeError {
  return typeError(`curvature: ${user} has no derivative here: ${reason}`);
}

/** The routines that return numbers: they throw {@link noDerivative}. */
export function lostRoutines<A extends FloatArray>(user: string): Pick<Kernels<A>, 'dot' | 'nrm2' | 'sum'> {
  const lost = (routine: string) => (): never => {
    throw noDerivative(user, `${routine} returns a number, whose derivative is lost; rowSums or a formula would keep it`);
  };
  return { dot: lost('dot'), nrm2: lost('nrm2'), sum: lost('sum') };
}
