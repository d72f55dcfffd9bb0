/**
 * The contract of constraints: what a parameter is brought back to after each update by the optimizer.
 * @module
 */

import { expectObject, show, typeError } from '../core/errors.ts';
import type { Shape } from '../core/shape.ts';
import type { Calls, List, Tensor } from '../kernels/index.ts';

export interface Constraint {
  readonly name: string;
  /** The calls that change w in place. Throws ShapeError where the shape does not fit. */
  bind(node: ConstraintNode): List;
}

/** One tensor of θ in one plan, and what makes calls on it. */
export interface ConstraintNode {
  readonly k: Calls<Tensor>;
  readonly shape: Shape;
  readonly w: Tensor;
  /** Room for `length` values that the constraint keeps for itself. */
  cache(name: string, length: number): Tensor;
}

/** The constraint that an option names or is, undefined where it is absent. Throws TypeError for anything else. */
export function toConstraint(who: string, argument: string, given: unknown, named: Readonly<Record<string, Constraint>>): Constraint | undefined {
  expectObject(who, 'named', named);
  if (given === undefined) return undefined;
  if (typeof given === 'string' && Object.hasOwn(named, given)) return named[given];
  if (typeof given === 'object' && given !== null && 'bind' in given && typeof given.bind === 'function') return given as Constraint;
  throw typeError(`${who}: ${argument} must be one of ${Object.keys(named).map(show).join(', ')} or a Constraint, got ${show(given)}`);
}
