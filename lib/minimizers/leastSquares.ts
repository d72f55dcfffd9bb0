/**
 * Sums of squares.
 * @module
 */

import { allocate, expectFunction, expectInteger, expectNoMisspelling, expectObject } from '../core/errors.ts';
import { filling } from '../core/filled.ts';
import { Bounds } from './bounds.ts';
import type { Evaluations } from './objective.ts';
import { FORWARD_STEP, oneSided } from './oneSided.ts';
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
  /** out ← J(x) = ∂rᵢ/∂xⱼ, m × n, row-major. Where it is left out, differences of r stand for it. */
  jacobian?(x: Float64Array, out: Float64Array): void;
}

/** Throws TypeError or RangeError for what is none. */
export function checkLeastSquares(who: string, problem: LeastSquares): void {
  expectObject(who, 'problem', problem);
  expectInteger(who, 'problem.m', problem.m, 1);
  expectNoMisspelling(who, 'problem', problem, ['m', 'residuals', 'jacobian']);
  expectFunction(who, 'problem.residuals', problem.residuals);
  if (problem.jacobian !== undefined) expectFunction(who, 'problem.jacobian', problem.jacobian);
}

/** f = ½·Σ rᵢ², with the r and J that were asked for last. Counts residuals as values, Jacobians as gradients. */
export class HalfSquares {
  readonly m: number;
  readonly r: Float64Array;
  readonly j: Float64Array;
  readonly evaluations: Evaluations = { values: 0, gradients: 0, hessians: 0, hessianVectors: 0 };
  readonly #residuals: LeastSquares['residuals'];
  readonly #jacobian: LeastSquares['residuals'];
  readonly #at: Float64Array;

  constructor(who: string, problem: LeastSquares, n: number, bounds: Bounds | undefined) {
    this.m = problem.m;
    this.r = allocate(who, 'problem.m', problem.m, (m) => new Float64Array(m));
    this.j = allocate(who, 'problem.m', problem.m, (m) => new Float64Array(m * n));
    this.#at = new Float64Array(n).fill(NaN);
    this.#residuals = filling(who, 'problem.residuals', ['x'], (x: Float64Array, out: Float64Array) => {
      this.evaluations.values++;
      return problem.residuals(x, out);
    });
    const { jacobian } = problem, box = bounds ?? new Bounds(who, {}, n);
    const counted: LeastSquares['residuals'] = (x, out) => {
      this.evaluations.gradients++;
      if (jacobian === undefined) this.#differences(x, box, out);
      else return jacobian.call(problem, x, out);
    };
    this.#jacobian = jacobian === undefined ? counted : filling(who, 'problem.jacobian', ['x'], counted);
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

  /** out ← J by one difference of r a column: (r(x + hⱼeⱼ) − r(x))/hⱼ, r(x) being there. */
  #differences(x: Float64Array, { lower, upper }: Bounds, out: Float64Array): void {
    const { m, r } = this, n = x.length, moved = x.slice(), there = new Float64Array(m);
    for (let k = 0; k < n; k++) {
      const h = (x[k] < 0 ? -FORWARD_STEP : FORWARD_STEP) * Math.max(1, Math.abs(x[k]));
      moved[k] = oneSided({ x: x[k], h, lower: lower[k], upper: upper[k] });
      const way = moved[k] - x[k];
      if (way !== 0) this.#residuals(moved, there);
      for (let i = 0; i < m; i++) out[i * n + k] = way === 0 ? 0 : (there[i] - r[i]) / way;
      moved[k] = x[k];
    }
  }
}
