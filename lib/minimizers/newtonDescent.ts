/**
 * The loop that Newton's methods with a line search share.
 * @module
 */

import type { Evaluator } from './evaluator.ts';
import { lineSearch } from './lineSearch.ts';
import { NO_START, pointAt, tell, type Point } from './point.ts';
import type { CheckedMinimizerOptions, Ending, MinimizerResult } from './result.ts';
import { distance } from './vectors.ts';

export interface Directions {
  /** d ← a direction with ∇f·d < 0; or why there is none. */
  find(point: Point, d: Float64Array): Ending | undefined;
  /**
   * A lower point near one where ∇f = 0, or nearly so; undefined where that is a minimum as far as the method can tell.
   */
  leave?(point: Point): Point | undefined;
}

/**
 * Steps along directions, each as long as `lineSearch` says, length 1 first, until the options say that it is enough.
 */
export function newtonDescent(
  watched: Evaluator, start: Float64Array, options: CheckedMinimizerOptions, directions: Directions,
): MinimizerResult {
  const d = new Float64Array(watched.n);
  const first = pointAt(watched, start, watched.value(start));
  if (first === undefined) return watched.result(start, NaN, 0, NO_START, options);
  let point: Point = first, step = Infinity, decrease = Infinity;
  for (let iteration = 0; ; iteration++) {
    const { x, value, gradientNorm } = point;
    const finish = (ending: Ending): MinimizerResult =>
      watched.result(x, gradientNorm, iteration, ending, options, value);
    const end = watched.reasonToEnd(options, { iteration, at: point, step, decrease });
    let next: Point | Ending;
    if (end !== undefined) {
      const left =
        end.reason === 'gradient' && iteration < options.maxIterations ? directions.leave?.(point) : undefined;
      if (left === undefined) return finish(end);
      next = left;
    } else {
      const ending = directions.find(point, d);
      if (ending !== undefined) return finish(ending);
      next = lineSearch(watched, point, d, 1);
    }
    if ('reason' in next) return finish(next);
    step = distance(next.x, x);
    decrease = value - next.value;
    point = next;
    tell(options, iteration + 1, point);
  }
}
