/**
 * The contract of what minimizers minimise.
 * @module
 */

/**
 * A function f of n numbers, in binary64. Functions called get arrays that they must not keep; they write every element
 * of `out`, whatever it
 * holds, and change nothing else: who does not is told so, and what a function returns beside is not read.
 *
 * A number that is not finite says that f is not defined there: a minimizer then takes a shorter step.
 */
export interface Objective {
  /** f(x). */
  value(x: Float64Array): number;
  /** out ← ∇f(x). */
  gradient(x: Float64Array, out: Float64Array): void;
  /** out ← H(x), n × n, row-major. */
  hessian?(x: Float64Array, out: Float64Array): void;
  /** out ← H(x)·v. */
  hessianVector?(x: Float64Array, v: Float64Array, out: Float64Array): void;
}

/** An objective whose gradient takes values of f, which results count as such. */
export interface DifferencedObjective extends Objective {
  /** How many values of f have been taken so far. */
  valueCalls(): number;
}

/** How often each was asked for. */
export interface Evaluations {
  /** Of f. */
  values: number;
  /** Of ∇f. */
  gradients: number;
  /** Of H. */
  hessians: number;
  /** Of products with H. */
  hessianVectors: number;
}
