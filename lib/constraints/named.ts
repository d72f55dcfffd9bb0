/**
 * The constraints by name.
 * @module
 */

import { family, isNamedObject, type Family, type Spelling } from '../core/family.ts';
import type { Constraint } from './constraint.ts';
import { maxNorm } from './maxNorm.ts';
import { minMaxNorm } from './minMaxNorm.ts';
import { nonNeg } from './nonNeg.ts';
import { unitNorm } from './unitNorm.ts';

/** The names of the constraints. */
export type ConstraintName = 'maxNorm' | 'nonNeg' | 'unitNorm' | 'minMaxNorm';

/** What an option may call a constraint: its name, as Keras spells it too. */
export type ConstraintSpelling = Spelling<ConstraintName>;

export const constraintFamily: Family<Constraint, ConstraintName> = family({
  kind: 'constraints',
  makers: { maxNorm, nonNeg, unitNorm, minMaxNorm },
  besides: ['a Constraint'],
  isOne: (given): given is Constraint =>
    isNamedObject(given) && 'bind' in given && typeof given.bind === 'function',
});

/** All constraints that can be named, as they are without options. */
export const constraints: Readonly<Record<ConstraintName, Constraint>> = constraintFamily.all();

/** The constraint that an option names or is, undefined where it is absent. Throws TypeError for anything else. */
export function toConstraint(who: string, argument: string, given: unknown): Constraint | undefined {
  return given === undefined ? undefined : constraintFamily.resolve(who, argument, given);
}
