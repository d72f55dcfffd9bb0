/**
 * An objective under watch: what is asked of it is counted, and the best point kept.
 * @module
 */

import {
  ShapeError, expectArrayLike, expectFunction, expectNumber, expectObject, show, typeError,
} from '../core/errors.ts';
import { filling, reading } from '../core/filled.ts';
import type { Bounds } from './bounds.ts';
import type { DifferencedObjective, Evaluations, Objective } from './objective.ts';
import type { CheckedMinimizerOptions, Ending, MinimizerResult } from './result.ts';
import { moveInto, norm } from './vectors.ts';

/** The default `gradientTolerance`, a part of 1 or of the largest ‖∇f‖ met, whichever is smaller. */
const GRADIENT_TOLERANCE = 1e-6;

/** What a minimizer works with. It evaluates f here and nowhere else. */
export class Evaluator {
  readonly who: string;
  readonly n: number;
  readonly evaluations: Evaluations;
  readonly bounds: Bounds | undefined;
  /** The largest finite ‖∇f‖₂ met; within bounds, of what `gradient` returns. */
  largestGradientNorm = 0;
  readonly #objective: Objective;
  readonly #valueCalls: () => number;
  readonly #best: Float64Array;
  #bestValue = Infinity;

  /**
   * Throws TypeError for what is no objective; `hessian` and `hessianVector` may be missing. Its functions are held to
   * what {@link Objective}
   * says of them, and counted: but for one of our own that counts in `counted` by itself. f is asked for within
   * `bounds` alone: points are the caller's to see to.
   */
  constructor(
    who: string, objective: Objective, n: number,
    { counted, bounds }: { readonly counted?: Evaluations; readonly bounds?: Bounds | undefined } = {},
  ) {
    this.who = who;
    this.n = n;
    this.bounds = bounds;
    this.evaluations = counted ?? { values: 0, gradients: 0, hessians: 0, hessianVectors: 0 };
    this.#objective = counted === undefined ? held(who, objective, this.evaluations) : objective;
    this.#best = new Float64Array(n);
    const { valueCalls } = objective as Partial<DifferencedObjective>, before = valueCalls?.() ?? 0;
    this.#valueCalls = valueCalls === undefined ? () => this.evaluations.values : () => valueCalls() - before;
  }

  get hasHessian(): boolean {
    return this.#objective.hessian !== undefined;
  }

  /** f(x); NaN and ±Infinity come back as NaN, which no comparison takes for an improvement. */
  value(x: Float64Array): number {
    const value = this.#objective.value(x);
    if (typeof value !== 'number') {
      throw typeError(`${this.who}: objective.value must return a number, got ${show(value)}`);
    }
    if (!Number.isFinite(value)) return NaN;
    if (value < this.#bestValue) {
      this.#bestValue = value;
      this.#best.set(x);
    }
    return value;
  }

  /** out ← ∇f(x); returns ‖∇f(x)‖₂, within bounds that of the variables free to move; NaN where ∇f is not finite. */
  gradient(x: Float64Array, out: Float64Array): number {
    this.#objective.gradient(x, out);
    if (!(norm(out) < Infinity)) return NaN;
    const length = this.bounds?.freeNorm(x, out) ?? norm(out);
    this.largestGradientNorm = Math.max(this.largestGradientNorm, length);
    return length;
  }

  /**
   * out ← H(x). Without `hessian`, column by column from `hessianVector`. Throws TypeError where the objective
   * has neither.
   */
  hessian(x: Float64Array, out: Float64Array): void {
    const { n } = this;
    if (this.#objective.hessian !== undefined) {
      this.#objective.hessian(x, out);
      return;
    }
    const unit = new Float64Array(n), column = new Float64Array(n);
    for (let j = 0; j < n; j++) {
      unit.fill(0)[j] = 1;
      this.hessianVector(x, unit, column);
      for (let i = 0; i < n; i++) out[i * n + j] = column[i];
    }
  }

  /** out ← H(x)·v. Without `hessianVector`, from `hessian`. Throws TypeError where the objective has neither. */
  hessianVector(x: Float64Array, v: Float64Array, out: Float64Array): void {
    const { n } = this;
    if (this.#objective.hessianVector !== undefined) {
      this.#objective.hessianVector(x, v, out);
      return;
    }
    if (this.#objective.hessian === undefined) {
      throw typeError(`${this.who}: objective must have hessian or hessianVector, got neither`);
    }
    const h = new Float64Array(n * n);
    this.hessian(x, h);
    for (let i = 0; i < n; i++) {
      out[i] = 0;
      for (let j = 0; j < n; j++) out[i] += h[i * n + j] * v[j];
    }
  }

  /** out ← x + alpha·d, within the bounds. */
  moveInto(x: Float64Array, alpha: number, d: Float64Array, out: Float64Array): void {
    if (this.bounds === undefined) moveInto(x, alpha, d, out);
    else this.bounds.moveInto(x, alpha, d, out);
  }

  /** Whether a step ends the search by the shared options, and why; undefined to go on. */
  reasonToEnd(
    options: CheckedMinimizerOptions,
    { iteration, at: { x, value, gradientNorm }, step, decrease }: {
      iteration: number; at: { x: Float64Array; value: number; gradientNorm: number }; step: number; decrease: number;
    },
  ): Ending | undefined {
    const { relativeStepTolerance, relativeValueTolerance, maxIterations, stop } = options;
    const tolerance = this.#tolerance(options);
    const leastStep = Math.max(options.stepTolerance, relativeStepTolerance && relativeStepTolerance * norm(x));
    const largest = decrease < Infinity ? Math.max(Math.abs(value), Math.abs(value + decrease)) : 0;
    const leastFall = Math.max(options.valueTolerance, relativeValueTolerance * largest);
    const end = (reason: Ending['reason'], converged: boolean, message: string): Ending => ({
      reason, converged, message,
    });
    if (stop.ending !== undefined) {
      return { ...stop.ending, message: `${stop.ending.message}; ‖∇f‖ = ${gradientNorm}` };
    }
    if (gradientNorm <= tolerance) return end('gradient', true, `‖∇f‖ = ${gradientNorm} is at most ${tolerance}`);
    if (step <= leastStep) return end('step', leastStep > 0, `the step ‖Δx‖ = ${step} is at most ${leastStep}`);
    if (decrease <= leastFall && (leastFall > 0 || relativeValueTolerance > 0)) {
      return end('value', true, `f fell by ${decrease}, at most ${leastFall}`);
    }
    if (iteration < maxIterations) return undefined;
    return end(
      'iterations', false, `${maxIterations} steps are done, and ‖∇f‖ = ${gradientNorm} is still above ${tolerance}`,
    );
  }

  /**
   * The result: the best point seen, whose gradient is computed anew unless it is `x`, or f(x), where given,
   * is no larger. The message says where `x` is not the best. Infinity stands for f where it was finite nowhere,
   * and for ‖∇f‖ where it is not: never NaN.
   */
  result(
    x: Float64Array, gradientNorm: number, iterations: number, { reason, message, converged }: Ending,
    options: CheckedMinimizerOptions, value: number = NaN,
  ): MinimizerResult {
    const isBest = this.#bestValue === Infinity || value === this.#bestValue || x.every((v, i) => v === this.#best[i]);
    const best = isBest ? x.slice() : this.#best.slice();
    const length = isBest ? gradientNorm : this.gradient(best, new Float64Array(this.n));
    return {
      x: best, value: this.#bestValue, gradientNorm: Number.isNaN(length) ? Infinity : length, iterations,
      evaluations: { ...this.evaluations, values: this.#valueCalls() }, reason,
      converged: converged && (reason !== 'gradient' || length <= this.#tolerance(options)),
      message: isBest ? message : `${message}; x is an earlier point, where f was smaller`,
    };
  }

  #tolerance({ gradientTolerance, relativeGradientTolerance }: CheckedMinimizerOptions): number {
    const least = gradientTolerance ?? GRADIENT_TOLERANCE * Math.min(1, this.largestGradientNorm);
    return Math.max(least, relativeGradientTolerance * this.largestGradientNorm);
  }
}

/** The objective, counted, and held to its contract. */
function held(who: string, objective: Objective, counts: Evaluations): Objective {
  expectObject(who, 'objective', objective);
  for (const name of ['value', 'gradient'] as const) expectFunction(who, `objective.${name}`, objective[name]);
  for (const name of ['hessian', 'hessianVector'] as const) {
    if (objective[name] !== undefined) expectFunction(who, `objective.${name}`, objective[name]);
  }
  if ('valueCalls' in objective) expectFunction(who, 'objective.valueCalls', objective.valueCalls);
  return {
    value: reading(who, 'objective.value', ['x'], (x: Float64Array) => {
      counts.values++;
      return objective.value(x);
    }),
    gradient: filling(who, 'objective.gradient', ['x'], (x: Float64Array, out: Float64Array) => {
      counts.gradients++;
      return objective.gradient(x, out);
    }),
    ...(objective.hessian !== undefined && {
      hessian: filling(who, 'objective.hessian', ['x'], (x: Float64Array, out: Float64Array) => {
        counts.hessians++;
        return objective.hessian?.(x, out);
      }),
    }),
    ...(objective.hessianVector !== undefined && {
      hessianVector: filling(who, 'objective.hessianVector', ['x', 'v'], (
        x: Float64Array, v: Float64Array, out: Float64Array,
      ) => {
        counts.hessianVectors++;
        return objective.hessianVector?.(x, v, out);
      }),
    }),
  };
}

/**
 * A copy of a point given as any array of finite numbers. Throws TypeError or RangeError, or ShapeError where it
 * is empty.
 */
export function toStart(who: string, start: ArrayLike<number>, argument: string = 'start'): Float64Array {
  const given: unknown = start;
  expectArrayLike(who, argument, given);
  if (given.length === 0) throw new ShapeError(`${who}: ${argument} must hold at least one number, got none`);
  for (let i = 0; i < given.length; i++) expectNumber(who, `${argument}[${i}]`, given[i]);
  return Float64Array.from(given as ArrayLike<number>);
}
