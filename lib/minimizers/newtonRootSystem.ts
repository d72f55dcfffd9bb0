/**
 * Roots of systems of equations.
 * @module
 */

import { expectFunction, expectInteger, expectKnownOptions, expectNumber } from '../core/errors.ts';
import { filling } from '../core/filled.ts';
import { toStart } from './evaluator.ts';
import { solveScaled } from './solveScaled.ts';
import { moveInto, norm } from './vectors.ts';

/** Why a search for a root ended: the first two have found one. */
export type RootReason =
  /** ‖f‖₂ ≤ valueTolerance. */
  | 'value'
  /** Newton's step is no longer than stepTolerance, or than rounding of x. */
  | 'step'
  /** maxIterations steps are done. */
  | 'iterations'
  /** The derivative is 0, or the Jacobian singular. */
  | 'singular'
  /** No step along Newton's direction makes ‖f‖ smaller: a minimum of ‖f‖ that is no root, or rounding in f. */
  | 'lineSearch'
  /** f or its derivative is not finite at the start, or wherever a step could lead. */
  | 'notFinite';

/** What {@link newtonRootSystem} and {@link newtonRoot} take. */
export interface RootOptions {
  /** Ends where ‖f(x)‖₂ is no larger. Default 0: an exact root, or 'step'. */
  readonly valueTolerance?: number;
  /**
   * Ends after a step with ‖d‖ no larger: one that damping made short is no sign of a root. Default 0:
   * where ‖d‖ is below 2⁻⁵¹·‖x‖, four roundings of x.
   */
  readonly stepTolerance?: number;
  /** Most steps. Default 100. */
  readonly maxIterations?: number;
}

/** What {@link newtonRootSystem} finds. */
export interface RootSystemResult {
  /** Where ‖f‖ was smallest. */
  readonly x: Float64Array;
  /** f(x). */
  readonly value: Float64Array;
  /** Steps taken. */
  readonly iterations: number;
  /** How often f and its derivative were asked for. */
  readonly evaluations: { readonly values: number; readonly derivatives: number };
  /** Why it ended. */
  readonly reason: RootReason;
  /** Whether a root was found: 'value' or 'step'. */
  readonly converged: boolean;
  /** The reason in words, with the numbers that led to it. */
  readonly message: string;
}

/**
 * A function of n numbers to n numbers: out ← f(x); the Jacobian n × n, row-major, ∂fᵢ/∂xⱼ. It writes every element of
 * `out`, whatever it holds,
 * leaves x as it is, and keeps neither; what it returns is not read.
 */
export type SystemFunction = (x: Float64Array, out: Float64Array) => void;

const ROUNDING = 2 ** -51;
const SUFFICIENT = 1e-4;
const MOST_HALVINGS = 60;

/**
 * x with f(x) = 0, f and x of n numbers, by Newton's method with damping:
 *
 *     J(x)·d = −f(x),     x ← x + alpha·d,     alpha the first of 1, ½, ¼, …
 *                         with ‖f(x + alpha·d)‖ ≤ (1 − 10⁻⁴·alpha)·‖f(x)‖
 *
 * Near a root where J is not singular alpha is 1, and the number of right digits doubles with each step.
 * ‖f‖ never grows, and where f is not finite alpha is halved. `converged` says whether a root was found.
 *
 * All in binary64. Throws TypeError, RangeError or ShapeError for an argument that does not fit, and TypeError where a
 * function leaves an element of
 * `out` unwritten or changes x.
 * Source: Dennis and Schnabel, "Numerical methods for unconstrained optimization and nonlinear equations", 1983, 6.5.
 */
export function newtonRootSystem(
  f: SystemFunction, jacobian: SystemFunction, start: ArrayLike<number>, options: RootOptions = {},
): RootSystemResult {
  const who = 'newtonRootSystem', evaluations = { values: 0, derivatives: 0 };
  expectFunction(who, 'f', f);
  expectFunction(who, 'jacobian', jacobian);
  const held = (name: string, of: SystemFunction, counted: keyof typeof evaluations): SystemFunction =>
    filling(who, name, ['x'], (x: Float64Array, out: Float64Array) => {
      evaluations[counted]++;
      return of(x, out);
    });
  const system = { f: held('f', f, 'values'), jacobian: held('jacobian', jacobian, 'derivatives'), evaluations };
  return findRoot(who, system, toStart(who, start), options);
}

/** Functions that fill `out`, leave x as it is, and count. */
export interface System {
  readonly f: SystemFunction;
  readonly jacobian: SystemFunction;
  readonly evaluations: RootSystemResult['evaluations'];
}

/** The same for arguments that are checked, but for the options. `x` is used up. */
export function findRoot(who: string, system: System, x: Float64Array, options: RootOptions): RootSystemResult {
  expectKnownOptions(who, options, ['valueTolerance', 'stepTolerance', 'maxIterations']);
  const { valueTolerance = 0, stepTolerance = 0, maxIterations = 100 } = options;
  expectNumber(who, 'valueTolerance', valueTolerance, 0);
  expectNumber(who, 'stepTolerance', stepTolerance, 0);
  expectInteger(who, 'maxIterations', maxIterations);
  const n = x.length, { f, jacobian, evaluations } = system, j = new Float64Array(n * n);
  let value = new Float64Array(n), next: Float64Array = new Float64Array(n), nextValue = new Float64Array(n);
  let step = Infinity;
  f(x, value);
  for (let iteration = 0; ; iteration++) {
    const length = norm(value);
    const finish = (reason: RootReason, message: string): RootSystemResult => ({
      x, value, iterations: iteration, evaluations, reason, converged: reason === 'value' || reason === 'step', message,
    });
    if (!Number.isFinite(length)) return finish('notFinite', 'f is not finite at the start');
    if (length <= valueTolerance) return finish('value', `‖f‖ = ${length} is at most ${valueTolerance}`);
    if (step <= stepTolerance) return finish('step', `Newton's step ‖d‖ = ${step} was at most ${stepTolerance}`);
    if (iteration >= maxIterations) return finish('iterations', `${maxIterations} steps are done, ‖f‖ = ${length}`);
    jacobian(x, j);
    if (!j.every(Number.isFinite)) {
      return finish('notFinite', `the derivative is not finite before step ${iteration + 1}; ‖f‖ = ${length}`);
    }
    const d = solveScaled(j, value.map((v) => -v), n);
    if (typeof d === 'string') {
      return finish('singular', `the derivative is singular before step ${iteration + 1}, ‖f‖ = ${length}: ${d}`);
    }
    if (norm(d) <= ROUNDING * norm(x)) {
      return finish('step', `Newton's step ‖d‖ = ${norm(d)} is below the rounding of x`);
    }
    let isTaken = false, isFiniteSomewhere = false;
    for (let halvings = 0, alpha = 1; halvings <= MOST_HALVINGS && !isTaken; halvings++, alpha /= 2) {
      moveInto(x, alpha, d, next);
      if (!next.every(Number.isFinite)) continue;
      if (next.every((v, i) => v === x[i])) break;
      f(next, nextValue);
      const reached = norm(nextValue);
      isFiniteSomewhere ||= Number.isFinite(reached);
      isTaken = reached < length && reached <= (1 - SUFFICIENT * alpha) * length;
      if (isTaken) step = norm(d);
    }
    if (!isTaken && isFiniteSomewhere) {
      return finish('lineSearch', `no step along Newton's direction makes ‖f‖ = ${length} smaller`);
    }
    if (!isTaken) {
      return finish('notFinite', `f is not finite wherever step ${iteration + 1} could lead; ‖f‖ = ${length}`);
    }
    [x, next, value, nextValue] = [next, x, nextValue, value];
  }
}
