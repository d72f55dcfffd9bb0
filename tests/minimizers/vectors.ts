/**
 * What tests/vectors/minimizers.py measured of SciPy, by problem.
 * @module
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/command/place.ts';

/** A run of SciPy: absent numbers mean that it threw, null that they are not finite. */
export interface ScipyRun {
  readonly values?: number;
  readonly gradients?: number;
  readonly hessians?: number;
  /** Of least_squares. */
  readonly jacobians?: number;
  readonly iterations?: number;
  readonly value: number | null;
  /** ‖∇f‖₂ */
  readonly gradientNorm: number | null;
  readonly success?: boolean;
  readonly message: string;
}

export const scipyMethods = ['BFGS', 'L-BFGS-B', 'Newton-CG', 'trust-ncg', 'trust-exact', 'least_squares'] as const;

interface ProblemVectors {
  readonly n: number;
  readonly start: readonly number[];
  readonly valueAtStart: number;
  readonly at: readonly number[];
  readonly valueAt: number;
  readonly gradientAt: readonly number[];
  readonly hessianAt: readonly number[];
  readonly scipy: Readonly<Record<(typeof scipyMethods)[number], ScipyRun>>;
}

interface Vectors {
  readonly source: string;
  readonly gradientTolerance: number;
  readonly problems: Readonly<Record<string, ProblemVectors>>;
}

export const vectors: Vectors =
  JSON.parse(readFileSync(join(ROOT, 'tests', 'vectors', 'minimizers.json'), 'utf8'));
