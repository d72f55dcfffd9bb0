/**
 * Newton's method within a trust region.
 * @module
 */

import { expectOneOf, expectPositive } from '../core/errors.ts';
import { syev } from '../linalg/index.ts';
import { Evaluator, toStart } from './evaluator.ts';
import { exactStep } from './exactStep.ts';
import type { Objective } from './objective.ts';
import { NO_START, pointAt, tell, type Point } from './point.ts';
import {
  checkMinimizerOptions, type CheckedMinimizerOptions, type Ending, type MinimizerOptions,
  type MinimizerResult,
} from './result.ts';
import { refusal, seenBy, type Seen } from './refusal.ts';
import { symmetricHessian } from './symmetricHessian.ts';
import { truncatedCg, type ModelStep } from './truncatedCg.ts';
import { norm } from './vectors.ts';

/** What {@link trustRegion} takes. */
export interface TrustRegionOptions extends MinimizerOptions {
  /**
   * How the model is minimised: 'exact' by eigenvalues of H, about 30·n³ operations a step, n up to some hundreds;
   * 'cg' by conjugate gradients on products with H. Default: 'exact' where the objective has `hessian`, else 'cg'.
   */
  readonly subproblem?: 'exact' | 'cg';
  /**
   * ‖p‖ at most, at first. Default 1; doubled while such a step is lost in the rounding of f or x; above 1e150 it is
   * that.
   */
  readonly initialRadius?: number;
}

/** p ← the step from a place for a radius. */
type Solve = (radius: number, p: Float64Array) => ModelStep | undefined;

/** What solves the models at a point; or why the search is over, `end` where ∇f is small and H shows no way down. */
type Prepare = (watched: Evaluator, point: Point, end: Ending | undefined) => Solve | Ending;

/** Steps are taken where f falls by this part of what the model promised; Conn, Gould and Toint's constants. */
const ENOUGH = 1e-4;
const POOR = 0.25;
const GOOD = 0.75;

/** Its square is finite. */
const LARGEST_RADIUS = 1e150;

const ROUNDING = 2 ** -52;

/** As in `dampedNewton`: less may be rounding. */
const NEGATIVE = 2 ** -26;

/**
 * Steps p that minimise the model m(p) = f + g·p + ½·p·H·p over ‖p‖₂ ≤ radius.
 *
 *     ρ = (f(x) − f(x + p))/(m(0) − m(p))     x ← x + p where ρ ≥ 10⁻⁴, or where rounding hides it and f does not rise
 *     radius ← ‖p‖/4 for ρ < ¼ or f not finite; 2·radius for ρ > ¾ and p on the boundary
 *
 * With 'exact' it ends with 'gradient' only where H has no eigenvalue below −2⁻²⁶·|λ|max,
 * or one so small that f does not show it, or is not finite: saddles, exact ones too, are left along the direction
 * of most negative curvature. With 'cg', where the residual is at most min(½, √‖g‖)·‖g‖, it ends
 * wherever ∇f = 0. Iterations count steps taken, evaluations those refused too.
 *
 * All in binary64. Objective: `hessian` or `hessianVector`. Default of `maxIterations`: 1000. Throws
 * as {@link newton} does.
 * Source: Nocedal and Wright, "Numerical optimization", 2nd ed., 2006, algorithm 4.1.
 */
export function trustRegion(
  objective: Objective, start: ArrayLike<number>, options: TrustRegionOptions = {},
): MinimizerResult {
  const checked = checkMinimizerOptions('trustRegion', options, 1000, ['subproblem', 'initialRadius']);
  const x = toStart('trustRegion', start), watched = new Evaluator('trustRegion', objective, x.length);
  const { subproblem = watched.hasHessian ? 'exact' : 'cg', initialRadius = 1 } = options;
  expectOneOf('trustRegion', 'subproblem', subproblem, ['exact', 'cg']);
  expectPositive('trustRegion', 'initialRadius', initialRadius);
  return search(watched, x, checked, initialRadius, subproblem === 'exact' ? prepareExact : prepareCg);
}

function search(
  watched: Evaluator, start: Float64Array, options: CheckedMinimizerOptions, initialRadius: number, prepare: Prepare,
): MinimizerResult {
  const p = new Float64Array(watched.n);
  const first = pointAt(watched, start, watched.value(start));
  if (first === undefined) return watched.result(start, NaN, 0, NO_START, options);
  let point: Point = first, radius = Math.min(LARGEST_RADIUS, initialRadius), step = Infinity, decrease = Infinity;
  for (let iteration = 0; ; iteration++) {
    const { x, value, gradientNorm } = point;
    const finish = (ending: Ending): MinimizerResult =>
      watched.result(x, gradientNorm, iteration, ending, options, value);
    const end = watched.reasonToEnd(options, { iteration, at: point, step, decrease });
    if (end !== undefined && (end.reason !== 'gradient' || iteration >= options.maxIterations)) return finish(end);
    const solve = prepare(watched, point, end);
    if (typeof solve !== 'function') return finish(solve);
    let taken: Point | undefined, seen: Seen = 'nothing';
    while (taken === undefined) {
      const found = solve(radius, p), next = x.map((v, i) => v + p[i]), length = norm(p);
      if (found === undefined) return finish({
        reason: 'notFinite', converged: false, message: `a product with H is not finite; ‖∇f‖ = ${gradientNorm}`,
      });
      if (iteration === 0 && seen === 'nothing' && found.isOnBoundary && radius < LARGEST_RADIUS
          && isLost(point, found, length)) {
        radius = Math.min(LARGEST_RADIUS, 2 * radius);
        continue;
      }
      if (next.every((v, i) => v === x[i])) {
        return finish(end ?? refusal(seen, point, solve(norm(x), p)?.decrease ?? Infinity));
      }
      const reached = next.every(Number.isFinite) ? watched.value(next) : NaN;
      const ratio = (value - reached) / found.decrease;
      const isLow = reached <= value - ENOUGH * found.decrease;
      if (isLow) taken = pointAt(watched, next, reached);
      seen = seenBy(seen, isLow ? NaN : reached); // if it is low and not taken, ∇f is not finite
      if (taken === undefined || ratio < POOR) radius = POOR * Math.min(length, radius);
      else if (ratio > GOOD && found.isOnBoundary) radius = Math.min(LARGEST_RADIUS, 2 * radius);
      [step, decrease] = [length, value - reached];
    }
    point = taken;
    tell(options, iteration + 1, point);
  }
}

/**
 * Whether a step of that length from a point is lost in the rounding of f or x: the radius is then far from 1 in the
 * units of x.
 */
function isLost({ x, value }: Point, { decrease }: ModelStep, length: number): boolean {
  return decrease <= ROUNDING * Math.abs(value) || length <= ROUNDING * norm(x);
}

function prepareExact(
  watched: Evaluator, { x, gradient, gradientNorm }: Point, end: Ending | undefined,
): Solve | Ending {
  const { n } = watched, h = new Float64Array(n * n), values = new Float64Array(n), vectors = new Float64Array(n * n);
  if (!symmetricHessian(watched, x, h)) return end
    ?? { reason: 'notFinite', converged: false, message: `H is not finite; ‖∇f‖ = ${gradientNorm}` };
  syev(n, h, values, vectors);
  if (end !== undefined && !(values[0] < -NEGATIVE * Math.max(Math.abs(values[0]), Math.abs(values[n - 1])))) {
    return end;
  }
  const slopes = values.map((_, j) => gradient.reduce((total, g, i) => total + g * vectors[i * n + j], 0));
  return (radius, p) => exactStep({ values, vectors, slopes }, radius, p);
}

function prepareCg(watched: Evaluator, { x, gradient, gradientNorm }: Point, end: Ending | undefined): Solve | Ending {
  if (end !== undefined) return end;
  const model = { gradient, multiply: (v: Float64Array, out: Float64Array): void => watched.hessianVector(x, v, out) };
  const tolerance = Math.min(0.5, Math.sqrt(gradientNorm)) * gradientNorm, maxIterations = 10 * watched.n;
  return (radius, p) => truncatedCg(model, { radius, tolerance, maxIterations }, p);
}
