/**
 * Newton's method, as the textbook has it.
 * @module
 */

import { Evaluator, toStart } from './evaluator.ts';
import type { Objective } from './objective.ts';
import { NO_START, pointAt, tell, type Point } from './point.ts';
import {
  checkMinimizerOptions, type Ending, type MinimizerOptions, type MinimizerResult,
} from './result.ts';
import { solveScaled } from './solveScaled.ts';
import { symmetricHessian } from './symmetricHessian.ts';
import { distance, norm } from './vectors.ts';

/** Four roundings of x. */
const ROUNDING = 2 ** -51;

/**
 * x ← x − H(x)⁻¹·∇f(x), as it stands: full steps, H(x)·d = ∇f(x) solved by LU rather than with an inverse.
 *
 * One step finds the stationary point of any quadratic whose Hessian is not singular. Other functions: near
 * a minimum the number of right digits doubles with each step; from further away steps may lead anywhere, f may rise,
 * and what is found may be a saddle or a maximum, for there too ∇f = 0. x is then the best point seen, not the last.
 * For a method that cannot do this see {@link dampedNewton}.
 *
 * The search ends by the shared options; `stepTolerance` bounds the distance ‖x_sought − x_start‖ of a step.
 * (The report's notebook measures √(x_start·x_sought) in its second version, which is no distance:
 * it is small where either is near 0, and large where both are far from it.) A step that is lost in the rounding of x,
 * ‖d‖ ≤ 2⁻⁵¹‖x‖, ends it with 'step' too. A Hessian that is singular to working precision ends it with 'singular',
 * a step to where f or ∇f is not finite with 'notFinite'.
 *
 * All in binary64. Objective: `hessian`, or `hessianVector` n times a step. Default of `maxIterations`: 100.
 * Throws TypeError, RangeError or ShapeError for an objective, start or option that does not fit, and TypeError where a
 * function of the objective
 * leaves an element of `out` unwritten or changes what it is given.
 */
export function newton(
  objective: Objective, start: ArrayLike<number>, options: MinimizerOptions = {},
): MinimizerResult {
  const checked = checkMinimizerOptions('newton', options, 100);
  const start64 = toStart('newton', start), n = start64.length, watched = new Evaluator('newton', objective, n);
  const h = new Float64Array(n * n);
  const first = pointAt(watched, start64, watched.value(start64));
  if (first === undefined) return watched.result(start64, NaN, 0, NO_START, checked);
  let point: Point = first, step = Infinity, change = Infinity;
  for (let iteration = 0; ; iteration++) {
    const { x, value, gradient, gradientNorm } = point;
    const finish = (ending: Ending): MinimizerResult =>
      watched.result(x, gradientNorm, iteration, ending, checked, value);
    const fail = (reason: Ending['reason'], message: string): MinimizerResult =>
      finish({ reason, converged: false, message });
    const end = watched.reasonToEnd(checked, { iteration, at: point, step, decrease: change });
    if (end !== undefined) return finish(end);
    if (!symmetricHessian(watched, x, h)) return fail('notFinite', `H is not finite before step ${iteration + 1}`);
    const d = solveScaled(h, gradient, n);
    if (typeof d === 'string') return fail('singular', `H is singular before step ${iteration + 1}: ${d}`);
    const length = norm(d);
    if (length <= ROUNDING * norm(x)) {
      return finish({
        reason: 'step', converged: true,
        message: `Newton's step ‖d‖ = ${length} is below the rounding of x; ‖∇f‖ = ${gradientNorm}`,
      });
    }
    const sought = x.map((v, i) => v - d[i]);
    const next = pointAt(watched, sought, sought.every(Number.isFinite) ? watched.value(sought) : NaN);
    if (next === undefined) {
      return fail('notFinite', `step ${iteration + 1} is refused: f or ∇f is not finite where it leads`);
    }
    step = distance(sought, x);
    change = Math.abs(value - next.value); // f may rise: that is no sign of having arrived
    point = next;
    tell(checked, iteration + 1, point);
  }
}
