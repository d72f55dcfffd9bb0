/**
 * What parameters are held to.
 * @module
 */

export type { Constraint, ConstraintNode } from './constraint.ts';
export { maxNorm, type MaxNormOptions } from './maxNorm.ts';
export { minMaxNorm, type MinMaxNormOptions } from './minMaxNorm.ts';
export { constraints, toConstraint, type ConstraintName, type ConstraintSpelling } from './named.ts';
export { nonNeg } from './nonNeg.ts';
export type { Axis } from './normConstraint.ts';
export { unitNorm, type UnitNormOptions } from './unitNorm.ts';
