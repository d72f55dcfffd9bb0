/**
 * Gradient descent.
 * @module
 */

import { expectOneOf, expectPositive, typeError } from '../core/errors.ts';
import { Evaluator, toStart } from './evaluator.ts';
import { downGradient, lineDescent, type Directions } from './lineDescent.ts';
import type { Objective } from './objective.ts';
import { NO_START, pointAt, tell } from './point.ts';
import {
  checkMinimizerOptions, type CheckedMinimizerOptions, type Ending, type MinimizerOptions,
  type MinimizerResult,
} from './result.ts';
import { distance } from './vectors.ts';

/** What {@link gradientDescent} takes. */
export interface GradientDescentOptions extends MinimizerOptions {
  /** The fixed rate: x ← x − learningRate·∇f(x). Default: none, and a line search finds one at each step. */
  readonly learningRate?: number;
  /**
   * 'backtracking': f falls by 1e-4 of what its slope promises; 'wolfe': the slope also falls to 0.9 of itself.
   * Default 'wolfe': of the 41 problems of `npm run minimizers`, 18 then reach ‖∇f‖ ≤ 1e-5 in 2000 steps,
   * with 'backtracking' 16.
   */
  readonly lineSearch?: 'backtracking' | 'wolfe';
}

/**
 * Minimises by steps down the gradient, x ← x − α∇f(x).
 *
 * With `learningRate`, α is that and f may rise; the result is the best point seen. A step to where f or ∇f is not
 * finite is refused, and ends the search. Without it α comes from a line search, which tries first the step that would
 * make f fall as it fell in the step before; f never rises.
 *
 * Converges linearly at best: the error shrinks by (κ − 1)/(κ + 1) a step, κ the condition number of the Hessian.
 * For comparison, and for a few cheap steps; BFGS and L-BFGS cost the same evaluations a step. Binary64 throughout.
 * maxIterations defaults to 10000.
 *
 * Throws TypeError, RangeError or ShapeError for arguments that do not fit, and TypeError for `learningRate`
 * with `lineSearch`.
 */
export function gradientDescent(
  objective: Objective, start: ArrayLike<number>, options: GradientDescentOptions = {},
): MinimizerResult {
  const who = 'gradientDescent';
  const checked = checkMinimizerOptions(who, options, 10000, ['learningRate', 'lineSearch']);
  const { learningRate, lineSearch = 'wolfe' } = options;
  expectOneOf(who, 'lineSearch', lineSearch, ['backtracking', 'wolfe']);
  const x = toStart(who, start);
  const evaluator = new Evaluator(who, objective, x.length);
  if (learningRate === undefined) {
    return lineDescent(evaluator, x, checked, steepest, { c2: lineSearch === 'wolfe' ? 0.9 : Infinity });
  }
  expectPositive(who, 'learningRate', learningRate);
  if (options.lineSearch !== undefined) {
    throw typeError(`${who}: learningRate and lineSearch exclude each other, got both`);
  }
  return withFixedRate(evaluator, x, checked, learningRate);
}

const steepest: Directions = {
  direction({ gradient: g }, out) {
    for (let i = 0; i < out.length; i++) out[i] = -g[i];
  },
  learn() {},
  forget: () => false,
  firstStep: (at, decrease) =>
    (decrease > 0 && decrease < Infinity
      ? 2 * decrease / at.gradientNorm / at.gradientNorm
      : downGradient(at, decrease)),
};

function withFixedRate(
  evaluator: Evaluator, start: Float64Array, options: CheckedMinimizerOptions, learningRate: number,
): MinimizerResult {
  const first = pointAt(evaluator, start, evaluator.value(start));
  if (first === undefined) return evaluator.result(start, NaN, 0, NO_START, options);
  let at = first, decrease = Infinity, step = Infinity;

  for (let iteration = 0; ; iteration++) {
    const finish = (ending: Ending): MinimizerResult =>
      evaluator.result(at.x, at.gradientNorm, iteration, ending, options, at.value);
    const ended =
      evaluator.reasonToEnd(options, { iteration, at, step, decrease: Math.abs(decrease) });
    if (ended !== undefined) return finish(ended);

    const { gradient } = at, x = at.x.map((v, i) => v - learningRate * gradient[i]);
    const next = x.every(Number.isFinite) ? pointAt(evaluator, x, evaluator.value(x)) : undefined;
    if (next === undefined) {
      const message =
        `the step of learningRate ${learningRate} leads to where f or ∇f is not finite; ‖∇f‖ = ${at.gradientNorm}`;
      return finish({ reason: 'notFinite', converged: false, message });
    }
    step = distance(x, at.x);
    decrease = at.value - next.value;
    at = next;
    tell(options, iteration + 1, at);
  }
}
