/**
 * The method of Broyden, Fletcher, Goldfarb and Shanno.
 * @module
 */

import { Evaluator, toStart } from './evaluator.ts';
import { downGradient, lineDescent, type Directions } from './lineDescent.ts';
import type { Objective } from './objective.ts';
import { checkMinimizerOptions, type MinimizerOptions, type MinimizerResult } from './result.ts';
import { dot, inverseCurvature, isCurved } from './vectors.ts';

/**
 * Minimises by BFGS: a matrix B learns H⁻¹ from the gradients of the steps taken.
 *
 *     d = −B·∇f(x)        x ← x + αd, α by a line search with the strong Wolfe conditions (c1 = 1e-4, c2 = 0.9),
 *                         α = 1 tried first
 *     s = αd              y = change of ∇f           ρ = 1/(s·y)
 *     B ← (I − ρsyᵀ)·B·(I − ρysᵀ) + ρssᵀ
 *
 * The first direction is −∇f, of length 1 at most; B before its first update is (s·y)/(y·y)·I. A step whose s·y is not
 * above 2⁻⁵²·‖s‖‖y‖ teaches nothing, and one along which f does not fall makes B forget.
 *
 * Needs no Hessian; n² numbers, and about 12n² operations a step: for n up to some thousands.
 * Binary64 throughout: y is a difference of gradients nearly equal. Of the 41 problems of `npm run minimizers`
 * 40 reach ‖∇f‖ ≤ 1e-5; 29 with f and ∇f rounded to binary32. maxIterations defaults to 1000. Throws TypeError,
 * RangeError or ShapeError for arguments that do not fit.
 *
 * Source: Nocedal and Wright, Numerical Optimization, 2nd ed., 2006, algorithm 6.1, scaling 6.20.
 */
export function bfgs(objective: Objective, start: ArrayLike<number>, options: MinimizerOptions = {}): MinimizerResult {
  const checked = checkMinimizerOptions('bfgs', options, 1000);
  const x = toStart('bfgs', start);
  return lineDescent(new Evaluator('bfgs', objective, x.length), x, checked, inverseHessian(x.length));
}

function inverseHessian(n: number): Directions {
  const b = new Float64Array(n * n), by = new Float64Array(n);
  let isIdentity = true;
  const multiply = (v: Float64Array, out: Float64Array): void => {
    for (let i = 0; i < n; i++) out[i] = dot(b.subarray(i * n, (i + 1) * n), v);
  };
  return {
    direction({ gradient: g }, out) {
      if (isIdentity) out.set(g);
      else multiply(g, out);
      for (let i = 0; i < n; i++) out[i] = -out[i];
    },
    learn(s, y) {
      if (!isCurved(s, y)) return;
      const sy = dot(s, y);
      if (isIdentity) {
        b.fill(0);
        for (let i = 0; i < n; i++) b[i * n + i] = inverseCurvature(s, y);
        isIdentity = false;
      }
      multiply(y, by);
      const ofSteps = (1 + dot(y, by) / sy) / sy;
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) b[i * n + j] += ofSteps * s[i] * s[j] - (by[i] * s[j] + s[i] * by[j]) / sy;
      }
    },
    forget() {
      const had = !isIdentity;
      isIdentity = true;
      return had;
    },
    firstStep: (at, decrease) => (isIdentity ? downGradient(at, decrease) : 1),
  };
}
