/**
 * Least squares.
 * @module
 */

import { expectPositive } from '../core/errors.ts';
import { Bounds, type BoundedOptions } from './bounds.ts';
import { DampedModel } from './dampedModel.ts';
import { Evaluator, toStart } from './evaluator.ts';
import { HalfSquares, checkLeastSquares, type LeastSquares } from './leastSquares.ts';
import { NO_START, pointAt, tell, type Point } from './point.ts';
import {
  checkMinimizerOptions, type CheckedMinimizerOptions, type Ending, type MinimizerOptions,
  type MinimizerResult,
} from './result.ts';
import { refusal, seenBy, type Seen } from './refusal.ts';
import { norm } from './vectors.ts';

/** f must fall by this part of what the model promised. */
const ENOUGH = 1e-4;
/** mu no smaller: its root is above 0, and grows back soon. */
const LEAST_DAMPING = 2 ** -1000;
/** Damps only what rounding makes of directions that change no r. */
const NEARLY_UNDAMPED = 2 ** -40;

/** What {@link levenbergMarquardt} takes. */
export interface LevenbergMarquardtOptions extends MinimizerOptions, BoundedOptions {
  /** mu at first. Default 10⁻³: a start near the solution; 1 for one far from it. */
  readonly damping?: number;
}

/**
 * The minimum of f(x) = ½·Σ rᵢ(x)², `value` of the result (twice it is the sum of squares); ∇f = Jᵀ·r.
 *
 *     p minimises ‖J·p + r‖² + mu·‖D·p‖²          D: each column's largest ‖Jⱼ‖ so far, 1 for a column of zeros
 *     ρ = (f(x) − f(x + p))/(½‖r‖² − ½‖J·p + r‖²)     actual decrease over that of the linear model
 *     ρ ≥ 10⁻⁴:  x ← x + p,  mu ← mu·max(⅓, 1 − (2ρ − 1)³),  nu ← 2;     else mu ← mu·nu, nu ← 2·nu
 *
 * p comes from QR factors, R of [J r] once for each J, and then of [R; √mu·D] for each mu; JᵀJ, whose condition
 * is that of J squared, is never formed. Of evaluations, `values` counts residuals and `gradients` Jacobians.
 * m may be less than n.
 *
 * Without `problem.jacobian` J is made of differences, n residuals more for each, which `values` counts too:
 * (r(x + hⱼeⱼ) − r(x))/hⱼ, where hⱼ is 2⁻²⁶·max(1, |xⱼ|) with the sign of xⱼ; the other way, or to the further bound,
 * where that would leave the bounds. Half of its digits are right. SciPy's least_squares takes the same ('2-point').
 *
 * All in binary64. Default of `maxIterations`: 1000. Throws as {@link newton} does.
 * Source: Nielsen, "Damping parameter in Marquardt's method", IMM-REP-1999-05, 1999; D: Moré, "The
 *         Levenberg-Marquardt algorithm:
 * implementation and theory", 1978.
 */
export function levenbergMarquardt(
  problem: LeastSquares, start: ArrayLike<number>, options: LevenbergMarquardtOptions = {},
): MinimizerResult {
  const who = 'levenbergMarquardt';
  const checked = checkMinimizerOptions(who, options, 1000, ['damping', 'bounds']), { damping = 1e-3 } = options;
  expectPositive(who, 'damping', damping);
  checkLeastSquares(who, problem);
  const x = toStart(who, start);
  const bounds = options.bounds === undefined ? undefined : new Bounds(who, options.bounds, x.length);
  const squares = new HalfSquares(who, problem, x.length, bounds);
  bounds?.project(x);
  const watched: Evaluator = new Evaluator(who, {
    value: (at) => squares.value(at),
    gradient: (at, out) => {
      if (!squares.isAt(at)) watched.value(at);
      squares.gradient(at, out);
    },
  }, x.length, { counted: squares.evaluations, bounds });
  return search(watched, squares, x, checked, damping);
}

function search(
  watched: Evaluator, squares: HalfSquares, start: Float64Array, options: CheckedMinimizerOptions, damping: number,
): MinimizerResult {
  const scale = new Float64Array(watched.n), model = new DampedModel(squares.m, watched.n);
  const first = pointAt(watched, start, watched.value(start));
  if (first === undefined) {
    return watched.result(start, NaN, 0, { ...NO_START, message: 'r or J is not finite at the start' }, options);
  }
  let point: Point = first, mu = Math.max(LEAST_DAMPING, damping), nu = 2, step = Infinity, decrease = Infinity;
  for (let iteration = 0; ; iteration++) {
    const { x, value, gradient, gradientNorm } = point;
    const finish = (ending: Ending): MinimizerResult =>
      watched.result(x, gradientNorm, iteration, ending, options, value);
    const end = watched.reasonToEnd(options, { iteration, at: point, step, decrease });
    if (end !== undefined) return finish(end);
    model.set(squares, scale, watched.bounds?.held(x, gradient));
    let taken: Point | undefined, seen: Seen = 'nothing';
    while (taken === undefined) {
      const p = model.solve(mu, scale), next = new Float64Array(p.length);
      watched.moveInto(x, 1, p, next);
      if (mu === Infinity || next.every((v, i) => v === x[i])) {
        return finish(refusal(seen, point, model.decrease(model.solve(NEARLY_UNDAMPED, scale))));
      }
      if (watched.bounds !== undefined) for (let i = 0; i < p.length; i++) p[i] = next[i] - x[i];
      const promised = model.decrease(p), isDown = watched.bounds === undefined || promised > 0;
      const reached = isDown && next.every(Number.isFinite) ? watched.value(next) : NaN;
      const isLow = reached <= value - ENOUGH * promised;
      if (isLow) taken = pointAt(watched, next, reached);
      if (isDown) seen = seenBy(seen, isLow ? NaN : reached); // if it is low and not taken, J is not finite
      if (taken === undefined) {
        mu *= nu;
        nu *= 2;
      } else {
        const miss = promised > 0 ? 2 * (value - reached) / promised - 1 : 0; // 0 where it underflows
        mu = Math.max(LEAST_DAMPING, mu * Math.max(1 / 3, 1 - miss * miss * miss));
        nu = 2;
      }
      [step, decrease] = [norm(p), value - reached];
    }
    point = taken;
    tell(options, iteration + 1, point);
  }
}
