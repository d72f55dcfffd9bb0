/**
 * What parameters are held to.
 * @module
 */

export { toConstraint, type Constraint, type ConstraintNode } from './constraint.ts';
export { maxNorm, type MaxNormOptions } from './maxNorm.ts';
export { minMaxNorm, type MinMaxNormOptions } from './minMaxNorm.ts';
export { constraints, type ConstraintName } from './named.ts';
export { nonNeg } from './nonNeg.ts';
export type { Axis } from './normConstraint.ts';
export { unitNorm, type UnitNormOptions } from './unitNorm.ts';
