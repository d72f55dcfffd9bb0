/**
 * Sums of squares.
 * @module
 */

import { allocate, expectFunction, expectInteger, expectObject } from '../core/errors.ts';
import { filling } from '../core/filled.ts';
import type { Evaluations } from './objective.ts';
import { norm } from './vectors.ts';

/**
 * m residuals r of n numbers, in binary64. Arrays given must not be kept; every element of `out` is written, and x left
 * as it is.
 */
export interface LeastSquares {
  /** How many residuals there are. */
  readonly m: number;
  /** out ← r(x), m. */
  residuals(x: Float64Array, out: Float64Array): void;
  /** out ← J(x) = ∂rᵢ/∂xⱼ, m × n, row-major. */
  jacobian(x: Float64Array, out: Float64Array): void;
}

/** Throws TypeError or RangeError for what is none. */
export function checkLeastSquares(who: string, problem: LeastSquares): void {
  expectObject(who, 'problem', problem);
  expectInteger(who, 'problem.m', problem.m, 1);
  for (const name of ['residuals', 'jacobian'] as const) expectFunction(who, `problem.${name}`, problem[name]);
}

/** f = ½·Σ rᵢ², with the r and J that were asked for last. Counts residuals as values, Jacobians as gradients. */
export class HalfSquares {
  readonly m: number;
  readonly r: Float64Array;
  readonly j: Float64Array;
  readonly evaluations: Evaluations = { values: 0, gradients: 0, hessians: 0, hessianVectors: 0 };
  readonly #residuals: LeastSquares['residuals'];
  readonly #jacobian: LeastSquares['jacobian'];
  readonly #at: Float64Array;

  constructor(who: string, problem: LeastSquares, n: number) {
    this.m = problem.m;
    this.r = allocate(who, 'problem.m', problem.m, (m) => new Float64Array(m));
    this.j = allocate(who, 'problem.m', problem.m, (m) => new Float64Array(m * n));
    this.#at = new Float64Array(n).fill(NaN);
    this.#residuals = filling(who, 'problem.residuals', ['x'], (x: Float64Array, out: Float64Array) => {
      this.evaluations.values++;
      return problem.residuals(x, out);
    });
    this.#jacobian = filling(who, 'problem.jacobian', ['x'], (x: Float64Array, out: Float64Array) => {
      this.evaluations.gradients++;
      return problem.jacobian(x, out);
    });
  }

  /** Whether r is r(x). */
  isAt(x: Float64Array): boolean {
    return x.every((v, i) => v === this.#at[i]);
  }

  value(x: Float64Array): number {
    this.#at.set(x);
    this.#residuals(x, this.r);
    const length = norm(this.r);
    return 0.5 * length * length;
  }

  /** out ← Jᵀ·r, J of x, r as it is. */
  gradient(x: Float64Array, out: Float64Array): void {
    const { m, r, j } = this, n = out.length;
    this.#jacobian(x, j);
    out.fill(0);
    for (let i = 0; i < m; i++) for (let k = 0; k < n; k++) out[k] += r[i] * j[i * n + k];
  }
}
