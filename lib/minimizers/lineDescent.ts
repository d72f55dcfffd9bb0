/**
 * Descent by line searches: the loop that gradient descent, BFGS and L-BFGS share.
 * @module
 */
import { reasonToEnd, type Evaluator } from './evaluator.ts';
import { lineSearch, type LineSearchOptions } from './lineSearch.ts';
import { pointAt, type Point } from './point.ts';
import type { CheckedMinimizerOptions, Ending, MinimizerResult } from './result.ts';
import { distance, dot } from './vectors.ts';

/** How a descent finds its directions. */
export interface Directions {
  /** out ← a direction down the gradient g. */
  direction(g: Float64Array, out: Float64Array): void;
  /** Takes in a step s and the change y of the gradient over it. */
  learn(s: Float64Array, y: Float64Array): void;
  /** Forgets all steps, so that the next direction is −g; false where that is so already. */
  forget(): boolean;
  /** The step to try first along a direction from `at`, f having fallen by `decrease` in the step before: Infinity at the start. */
  firstStep(at: Point, decrease: number): number;
}

/** The step that goes as far as 1 along −∇f, and no more than ‖∇f‖. */
export function unitStep(gradientNorm: number): number {
  return Math.min(1, 1 / gradientNorm);
}

/** Steps to the point that a line search finds along each direction. One that does not go down, or leads nowhere, is replaced by −∇f. */
export function lineDescent(
  evaluator: Evaluator, start: Float64Array, options: CheckedMinimizerOptions, directions: Directions, search?: LineSearchOptions,
): MinimizerResult {
  const first = pointAt(evaluator, start, evaluator.value(start));
  if (first === undefined) return evaluator.result(start, NaN, 0, 'notFinite', 'f or ∇f is not finite at the start');
  let at = first, decrease = Infinity, step = Infinity;
  const d = new Float64Array(start.length);

  for (let iteration = 0; ; iteration++) {
    const finish = ({ reason, message }: Ending): MinimizerResult => evaluator.result(at.x, at.gradientNorm, iteration, reason, message, at.value);
    const ended = reasonToEnd(options, { iteration, gradientNorm: at.gradientNorm, step, decrease });
    if (ended !== undefined) return finish(ended);

    const searched = (): Point | Ending => lineSearch(evaluator, at, d, directions.firstStep(at, decrease), search);
    directions.direction(at.gradient, d);
    let next = dot(at.gradient, d) < 0 ? searched() : undefined;
    if (next === undefined || ('reason' in next && directions.forget())) {
      directions.forget();
      directions.direction(at.gradient, d);
      next = searched();
    }
    if ('reason' in next) return finish(next);

    const { x, gradient, value, gradientNorm } = next, from = at;
    directions.learn(x.map((v, i) => v - from.x[i]), gradient.map((v, i) => v - from.gradient[i]));
    step = distance(x, at.x);
    decrease = at.value - value;
    at = next;
    options.onIteration?.({ iteration: iteration + 1, x, value, gradientNorm });
  }
}
