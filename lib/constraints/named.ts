/**
 * The constraints that an option may name.
 * @module
 */

import type { Constraint } from './constraint.ts';
import { maxNorm } from './maxNorm.ts';
import { minMaxNorm } from './minMaxNorm.ts';
import { nonNeg } from './nonNeg.ts';
import { unitNorm } from './unitNorm.ts';

/** Those that an option may name, with their defaults. */
export const constraints: Readonly<Record<ConstraintName, Constraint>> = {
  maxNorm: maxNorm(), nonNeg: nonNeg(), unitNorm: unitNorm(), minMaxNorm: minMaxNorm(),
};

export type ConstraintName = 'maxNorm' | 'nonNeg' | 'unitNorm' | 'minMaxNorm';
