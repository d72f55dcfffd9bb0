/**
 * Sums of squares.
 * @module
 */
import { expectInteger, expectObject, show, typeError } from '../core/errors.ts';
import { norm } from './vectors.ts';

/** m residuals r of n numbers, in binary64. Arrays given must not be kept. */
export interface LeastSquares {
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
  for (const name of ['residuals', 'jacobian'] as const) {
    const got: unknown = problem[name];
    if (typeof got !== 'function') throw typeError(`${who}: problem.${name} must be a function, got ${show(got)}`);
  }
}

/** f = ½·Σ rᵢ², with the r and J that were asked for last. */
export class HalfSquares {
  readonly m: number;
  readonly r: Float64Array;
  readonly j: Float64Array;
  readonly #problem: LeastSquares;
  readonly #at: Float64Array;

  constructor(problem: LeastSquares, n: number) {
    this.m = problem.m;
    this.r = new Float64Array(problem.m);
    this.j = new Float64Array(problem.m * n);
    this.#at = new Float64Array(n).fill(NaN);
    this.#problem = problem;
  }

  /** Whether r is r(x). */
  isAt(x: Float64Array): boolean {
    return x.every((v, i) => v === this.#at[i]);
  }

  value(x: Float64Array): number {
    this.#at.set(x);
    this.#problem.residuals(x, this.r);
    const length = norm(this.r);
    return 0.5 * length * length;
  }

  /** out ← Jᵀ·r, J of x, r as it is. */
  gradient(x: Float64Array, out: Float64Array): void {
    const { m, r, j } = this, n = out.length;
    this.#problem.jacobian(x, j);
    out.fill(0);
    for (let i = 0; i < m; i++) for (let k = 0; k < n; k++) out[k] += r[i] * j[i * n + k];
  }
}
