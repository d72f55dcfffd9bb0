/**
 * BFGS with limited memory.
 * @module
 */

import { expectInteger } from '../core/errors.ts';
import { boundedDirection } from './boundedDirection.ts';
import { Bounds, type BoundedOptions } from './bounds.ts';
import { CompactHessian } from './compactHessian.ts';
import { Evaluator, toStart } from './evaluator.ts';
import { downGradient, lineDescent, type Directions } from './lineDescent.ts';
import type { Objective } from './objective.ts';
import { checkMinimizerOptions, type MinimizerOptions, type MinimizerResult } from './result.ts';
import { axpy, dot, inverseCurvature, isCurved, norm } from './vectors.ts';

/** What {@link lbfgs} takes. */
export interface LbfgsOptions extends MinimizerOptions, BoundedOptions {
  /** Steps remembered. Default 10. */
  readonly memory?: number;
}

/**
 * Minimises by L-BFGS: the direction of BFGS from the last `memory` steps alone, by the two-loop recursion.
 *
 *     d = −B·∇f(x)        x ← x + αd, α by a line search with the strong Wolfe conditions (c1 = 1e-4, c2 = 0.9),
 *                         α = 1 tried first
 *     B: (s·y)/(y·y)·I of the last step, updated by BFGS with the steps s and changes y of ∇f remembered, oldest first
 *
 * The first direction is −∇f, of length 1 at most. A step whose s·y is not above 2⁻⁵²·‖s‖‖y‖ is not remembered,
 * and one along which f does not fall makes all be forgotten.
 *
 * With `bounds` the direction is d = x̄ − x, x̄ nearly the minimum within them of the model that B⁻¹ is the Hessian of:
 * the algorithm L-BFGS-B; α is at most the step to the bounds. `gradientNorm`, and what
 * the tolerances of ∇f are for, is then that of the variables that are at no bound, or that −∇f leads back inside.
 *
 * Needs no Hessian; 2·memory·n numbers, and about 8·memory·n operations a step, with bounds
 * 4·memory²·n: for any n.
 * Binary64 throughout: y is a difference of gradients nearly equal. Of the 41 problems of `npm run minimizers`
 * 39 reach ‖∇f‖ ≤ 1e-5; 26 with f and ∇f rounded to binary32. maxIterations defaults to 1000. Throws TypeError,
 * RangeError or ShapeError for arguments that do not fit.
 *
 * Source: Liu and Nocedal, On the limited memory BFGS method for large scale optimization, Math. Programming 45, 1989;
 * Nocedal and Wright, Numerical Optimization, 2nd ed., 2006, algorithms 7.4 and 7.5.
 */
export function lbfgs(objective: Objective, start: ArrayLike<number>, options: LbfgsOptions = {}): MinimizerResult {
  const checked = checkMinimizerOptions('lbfgs', options, 1000, ['memory', 'bounds']);
  const { memory = 10 } = options;
  expectInteger('lbfgs', 'memory', memory, 1);
  const x = toStart('lbfgs', start);
  const bounds = options.bounds === undefined ? undefined : new Bounds('lbfgs', options.bounds, x.length);
  bounds?.project(x);
  const evaluator = new Evaluator('lbfgs', objective, x.length, { bounds });
  return lineDescent(evaluator, x, checked, bounds === undefined ? lastSteps(memory) : within(bounds, memory));
}

interface Remembered {
  readonly s: Float64Array;
  readonly y: Float64Array;
  /** s·y */
  readonly sy: number;
}

function lastSteps(memory: number): Directions {
  let steps: Remembered[] = [];
  return {
    direction({ gradient: g }, out) {
      for (let i = 0; i < out.length; i++) out[i] = -g[i];
      const parts = new Float64Array(steps.length);
      for (let k = steps.length - 1; k >= 0; k--) {
        const { s, y, sy } = steps[k];
        parts[k] = dot(s, out) / sy;
        axpy(-parts[k], y, out);
      }
      const last = steps.at(-1), scale = last === undefined ? 1 : inverseCurvature(last.s, last.y);
      for (let i = 0; i < out.length; i++) out[i] *= scale;
      steps.forEach(({ s, y, sy }, k) => axpy(parts[k] - dot(y, out) / sy, s, out));
    },
    learn(s, y) {
      if (isCurved(s, y)) steps = [...steps.slice(Math.max(0, steps.length - memory + 1)), { s, y, sy: dot(s, y) }];
    },
    forget() {
      const had = steps.length > 0;
      steps = [];
      return had;
    },
    firstStep: (at, decrease) => (steps.length === 0 ? downGradient(at, decrease) : 1),
  };
}

function within(bounds: Bounds, memory: number): Directions {
  const b = new CompactHessian(memory);
  let length = 0;
  return {
    direction({ x, gradient }, out) {
      if (!boundedDirection(b, bounds, x, gradient, out)) out.fill(0);
      length = norm(out);
    },
    learn: (s, y) => b.learn(s, y),
    forget() {
      const had = b.size > 0;
      b.forget();
      return had;
    },
    firstStep: (at, decrease) => (b.size === 0 ? downGradient({ ...at, gradientNorm: length }, decrease) : 1),
  };
}
