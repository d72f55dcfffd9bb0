/**
 * A point of a descent.
 * @module
 */

import type { Evaluator } from './evaluator.ts';
import type { CheckedMinimizerOptions, Ending } from './result.ts';

/** The end of a search that cannot begin. */
export const NO_START: Ending = {
  reason: 'notFinite', converged: false, message: 'f or ∇f is not finite at the start',
};

/** Where f and ∇f are finite. */
export interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  /** ‖∇f‖₂ */
  readonly gradientNorm: number;
}

/**
 * The point at x, whose value is known; undefined where f or ∇f is not finite. ∇f is not asked for where f
 * is not finite.
 */
export function pointAt(evaluator: Evaluator, x: Float64Array, value: number): Point | undefined {
  if (!Number.isFinite(value)) return undefined;
  const gradient = new Float64Array(x.length);
  const gradientNorm = evaluator.gradient(x, gradient);
  return Number.isFinite(gradientNorm) ? { x, value, gradient, gradientNorm } : undefined;
}

/** Tells of a step that has led to a point. */
export function tell(
  { stop }: CheckedMinimizerOptions, iteration: number, { x, value, gradientNorm }: Point,
): void {
  stop.tell(() => ({ iteration, x: x.slice(), value, gradientNorm }));
}
