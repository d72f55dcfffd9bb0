/**
 * An objective under watch: what is asked of it is counted, and the best point kept.
 * @module
 */
import { ShapeError, expectObject, isTypedArray, rangeError, show, typeError } from '../core/errors.ts';
import type { Evaluations, Objective } from './objective.ts';
import type { CheckedMinimizerOptions, Ending, MinimizerResult, Reason } from './result.ts';
import { norm } from './vectors.ts';

/** What a minimizer works with. It evaluates f here and nowhere else. */
export class Evaluator {
  readonly who: string;
  readonly n: number;
  readonly evaluations: Evaluations = { values: 0, gradients: 0, hessians: 0, hessianVectors: 0 };
  readonly #objective: Objective;
  readonly #best: Float64Array;
  #bestValue = Infinity;

  /** Throws TypeError for what is no objective. `hessian` and `hessianVector` may be missing. */
  constructor(who: string, objective: Objective, n: number) {
    expectObject(who, 'objective', objective);
    for (const name of ['value', 'gradient', 'hessian', 'hessianVector'] as const) {
      const got: unknown = objective[name], mayMiss = name === 'hessian' || name === 'hessianVector';
      if (typeof got !== 'function' && !(mayMiss && got === undefined)) throw typeError(`${who}: objective.${name} must be a function, got ${show(got)}`);
    }
    this.who = who;
    this.n = n;
    this.#objective = objective;
    this.#best = new Float64Array(n);
  }

  get hasHessian(): boolean {
    return this.#objective.hessian !== undefined;
  }

  get hasHessianVector(): boolean {
    return this.#objective.hessianVector !== undefined;
  }

  /** f(x); NaN and ±Infinity come back as NaN, which no comparison takes for an improvement. */
  value(x: Float64Array): number {
    this.evaluations.values++;
    const value = this.#objective.value(x);
    if (typeof value !== 'number') throw typeError(`${this.who}: objective.value must return a number, got ${show(value)}`);
    if (!Number.isFinite(value)) return NaN;
    if (value < this.#bestValue) {
      this.#bestValue = value;
      this.#best.set(x);
    }
    return value;
  }

  /** out ← ∇f(x); returns ‖∇f(x)‖₂, NaN where it is not finite. */
  gradient(x: Float64Array, out: Float64Array): number {
    this.evaluations.gradients++;
    this.#objective.gradient(x, out);
    const length = norm(out);
    return length === Infinity ? NaN : length;
  }

  /** out ← H(x). Without `hessian`, column by column from `hessianVector`. Throws TypeError where the objective has neither. */
  hessian(x: Float64Array, out: Float64Array): void {
    const { n } = this;
    if (this.#objective.hessian !== undefined) {
      this.evaluations.hessians++;
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
      this.evaluations.hessianVectors++;
      this.#objective.hessianVector(x, v, out);
      return;
    }
    if (this.#objective.hessian === undefined) throw typeError(`${this.who}: objective must have hessian or hessianVector, got neither`);
    const h = new Float64Array(n * n);
    this.hessian(x, h);
    for (let i = 0; i < n; i++) {
      out[i] = 0;
      for (let j = 0; j < n; j++) out[i] += h[i * n + j] * v[j];
    }
  }

  /**
   * The result: the best point seen, whose gradient is computed anew unless it is `x`, or f(x), where given, is no larger.
   * The message says where `x` is not the best. Infinity stands for f where it was finite nowhere, and for ‖∇f‖ where it is not: never NaN.
   */
  result(x: Float64Array, gradientNorm: number, iterations: number, reason: Reason, message: string, value: number = NaN): MinimizerResult {
    const isBest = this.#bestValue === Infinity || value === this.#bestValue || x.every((v, i) => v === this.#best[i]);
    const best = isBest ? x.slice() : this.#best.slice();
    const length = isBest ? gradientNorm : this.gradient(best, new Float64Array(this.n));
    return {
      x: best, value: this.#bestValue, gradientNorm: Number.isNaN(length) ? Infinity : length, iterations, evaluations: { ...this.evaluations },
      reason, message: isBest ? message : `${message}; x is an earlier point, where f was smaller`,
    };
  }
}

/** A copy of a point given as any array of finite numbers. Throws TypeError or RangeError, or ShapeError where it is empty. */
export function toStart(who: string, start: ArrayLike<number>, argument: string = 'start'): Float64Array {
  const given: unknown = start;
  if (!Array.isArray(given) && !isTypedArray(given)) throw typeError(`${who}: ${argument} must be an array of numbers, got ${show(given)}`);
  if (given.length === 0) throw new ShapeError(`${who}: ${argument} must hold at least one number, got none`);
  const x = Float64Array.from(given as ArrayLike<number>);
  const wrong = x.findIndex((v) => !Number.isFinite(v));
  if (wrong >= 0) throw rangeError(`${who}: ${argument}[${wrong}] must be a finite number, got ${show(given[wrong])}`);
  return x;
}

/** Whether a step ends the search by the shared options, and why; undefined to go on. */
export function reasonToEnd(
  { gradientTolerance, stepTolerance, valueTolerance, maxIterations }: CheckedMinimizerOptions,
  { iteration, gradientNorm, step, decrease }: { iteration: number; gradientNorm: number; step: number; decrease: number },
): Ending | undefined {
  if (gradientNorm <= gradientTolerance) return { reason: 'gradient', message: `‖∇f‖ = ${gradientNorm} is at most ${gradientTolerance}` };
  if (step <= stepTolerance) return { reason: 'step', message: `the step ‖Δx‖ = ${step} is at most ${stepTolerance}` };
  if (valueTolerance > 0 && decrease <= valueTolerance) return { reason: 'value', message: `f fell by ${decrease}, at most ${valueTolerance}` };
  if (iteration >= maxIterations) return { reason: 'iterations', message: `${maxIterations} steps are done, ‖∇f‖ = ${gradientNorm}` };
  return undefined;
}
