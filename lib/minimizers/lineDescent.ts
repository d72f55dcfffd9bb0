/**
 * Descent by line searches: the loop that gradient descent, BFGS and L-BFGS share.
 * @module
 */

import type { Evaluator } from './evaluator.ts';
import { lineSearch, type LineSearchOptions } from './lineSearch.ts';
import { NO_START, pointAt, tell, type Point } from './point.ts';
import type { CheckedMinimizerOptions, Ending, MinimizerResult } from './result.ts';
import { distance, dot, norm, toUnit } from './vectors.ts';

/** How a descent finds its directions. */
export interface Directions {
  /** out ← a direction down from a point. */
  direction(at: Point, out: Float64Array): void;
  /** Takes in a step s and the change y of the gradient over it. */
  learn(s: Float64Array, y: Float64Array): void;
  /** Forgets all steps, so that the next direction is −g; false where that is so already. */
  forget(): boolean;
  /**
   * The step to try first along a direction from `at`, f having fallen by `decrease` in the step before:
   * Infinity at the start.
   */
  firstStep(at: Point, decrease: number): number;
}

/** Less of f or x is lost in their rounding. */
const ROUNDING = 2 ** -52;
/** The part of x that is tried where nothing else tells a length. */
const LEAST_PART = 2 ** -26;
/** Directions longer, or shorter than its reciprocal, are scaled: their products with gradients may overflow. */
const LONG = 2 ** 64;

/**
 * The step that goes as far as 1 along −∇f, and no more than ‖∇f‖. Where that is lost in the rounding of f or x,
 * because their units are far from
 * 1, it is the step that would make f fall as it fell in the step before, or at the start to 0.
 */
export function downGradient({ x, value, gradientNorm }: Point, decrease: number): number {
  const unit = Math.min(1, 1 / gradientNorm), length = unit * gradientNorm, size = norm(x);
  const isSmall = length <= ROUNDING * size;
  if (!isSmall && length * gradientNorm > ROUNDING * Math.abs(value)) return unit;
  const expected = decrease < Infinity ? 2 * decrease : Math.abs(value);
  return Math.max(unit, expected / gradientNorm / gradientNorm, isSmall ? LEAST_PART * size / gradientNorm : 0);
}

/**
 * Steps to the point that a line search finds along each direction. One that does not go down, or leads nowhere,
 * is replaced by −∇f.
 */
export function lineDescent(
  evaluator: Evaluator, start: Float64Array, options: CheckedMinimizerOptions, directions: Directions,
  search?: LineSearchOptions,
): MinimizerResult {
  const first = pointAt(evaluator, start, evaluator.value(start));
  if (first === undefined) return evaluator.result(start, NaN, 0, NO_START, options);
  let at = first, decrease = Infinity, step = Infinity;
  const d = new Float64Array(start.length);

  for (let iteration = 0; ; iteration++) {
    const finish = (ending: Ending): MinimizerResult =>
      evaluator.result(at.x, at.gradientNorm, iteration, ending, options, at.value);
    const ended = evaluator.reasonToEnd(options, { iteration, at, step, decrease });
    if (ended !== undefined) return finish(ended);

    const searched = (): Point | Ending => {
      const length = norm(d), scale = length > LONG || length < 1 / LONG ? toUnit(length) : 1;
      for (let i = 0; i < d.length; i++) d[i] *= scale;
      return lineSearch(evaluator, at, d, directions.firstStep(at, decrease) / scale, search);
    };
    directions.direction(at, d);
    let next = dot(at.gradient, d) < 0 ? searched() : undefined;
    if (next === undefined || ('reason' in next && directions.forget())) {
      const learned = next;
      directions.forget();
      directions.direction(at, d);
      next = searched();
      // f should fall there
      if ('reason' in next && next.converged && learned !== undefined && !learned.converged) next = learned;
    }
    if ('reason' in next) return finish(next);

    const { x, gradient, value } = next, from = at;
    directions.learn(x.map((v, i) => v - from.x[i]), gradient.map((v, i) => v - from.gradient[i]));
    step = distance(x, at.x);
    decrease = at.value - value;
    at = next;
    tell(options, iteration + 1, at);
  }
}
