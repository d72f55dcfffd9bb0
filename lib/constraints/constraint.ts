/**
 * The contract of constraints: what a parameter is brought back to after each update by the optimizer.
 * @module
 */

import { expectObject, show, typeError } from '../core/errors.ts';
import type { Shape } from '../core/shape.ts';
import type { FloatArray, Kernels } from '../kernels/index.ts';

export interface Constraint {
  readonly name: string;
  /** Binds it to one tensor of θ; the function returned changes w in place. Throws ShapeError where the shape does not fit. */
  bind<A extends FloatArray>(k: Kernels<A>, tensor: { readonly shape: Shape; readonly w: A }): () => void;
}

/** The constraint that an option names or is, undefined where it is absent. Throws TypeError for anything else. */
export function toConstraint(who: string, argument: string, given: unknown, named: Readonly<Record<string, Constraint>>): Constraint | undefined {
  expectObject(who, 'named', named);
  if (given === undefined) return undefined;
  if (typeof given === 'string' && Object.hasOwn(named, given)) return named[given];
  if (typeof given === 'object' && given !== null && 'bind' in given && typeof given.bind === 'function') return given as Constraint;
  throw typeError(`${who}: ${argument} must be one of ${Object.keys(named).map(show).join(', ')} or a Constraint, got ${show(given)}`);
}
