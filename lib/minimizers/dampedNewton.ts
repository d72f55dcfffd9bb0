/**
 * Newton's method made safe.
 * @module
 */

import { createFloat64Kernels } from '../kernels/index.ts';
import { potrf, potrs, syev } from '../linalg/index.ts';
import { Evaluator, toStart } from './evaluator.ts';
import { newtonDescent } from './newtonDescent.ts';
import type { Objective } from './objective.ts';
import { pointAt, type Point } from './point.ts';
import {
  checkMinimizerOptions, type Ending, type MinimizerOptions, type MinimizerResult,
} from './result.ts';
import { symmetricHessian } from './symmetricHessian.ts';
import { axpy, dot, moveInto } from './vectors.ts';

/** Eigenvalues below this part of the largest are taken for so much: the step stays finite. */
const FLOOR = 2 ** -40;
/**
 * So small a part is rounding, of a diagonal element of H in the square of Cholesky's pivot, or of ‖∇f‖ in a slope. Its
 * square is that of a square
 * of rounding, which units may explain too: it is taken for what it seems where the slope is no rounding.
 */
const LOST = 2 ** -46;
/**
 * An eigenvalue is called negative where it is below minus this part of the largest magnitude, else it may be rounding.
 */
const NEGATIVE = 2 ** -26;
/** The part of the decrease promised that a step from a saddle must bring, and how often it is halved for it. */
const SUFFICIENT = 1e-4;
const MOST_HALVINGS = 60;

/**
 * Newton's method with a line search, which goes down from wherever it stands, saddles included.
 *
 *     H = L·Lᵀ            d = −H⁻¹·g, where Cholesky's factor exists and no pivot is rounding: lᵢᵢ² > 2⁻⁴⁶·hᵢᵢ, and
 *     lᵢᵢ² > 2⁻⁹²·max hⱼⱼ
 *                         unless |gᵢ| > 2⁻⁴⁶ of the largest ‖g‖ met. So H is positive definite, in any units of x
 *     H = V·Λ·Vᵀ          d = −V·max(|Λ|, 2⁻⁴⁰·|λ|max)⁻¹·Vᵀ·g, where it does not
 *     x ← x + alpha·d     alpha by the strong Wolfe conditions, 1 first
 *
 *     ‖g‖ small           if λ₀ < −2⁻²⁶·|λ|max, x ← x + alpha·v₀ for the first alpha of ±1, ±½, …
 *                         with f ≤ f(x) + ½·10⁻⁴·alpha²·λ₀
 *
 * So it ends with 'gradient' only where H has no negative eigenvalue, or one so small that f does not show it,
 * or is not finite. At an exact saddle it goes along the eigenvector v₀ of the least eigenvalue λ₀, signed so that
 * g·v₀ ≤ 0, or so that its largest component is positive. Where H = 0 = ∇f, as at a monkey saddle, neither derivative
 * shows a way, and it ends.
 * Quadratics with a minimum take one step.
 *
 * All in binary64. Objective: `hessian`, or `hessianVector` n times a step; n³/3 operations a step,
 * and about 30·n³ where H is not positive definite: for n up to some hundreds. Default of `maxIterations`: 1000.
 * Throws as {@link newton} does.
 * Source: Cholesky or |Λ|: Nocedal and Wright, "Numerical optimization", 2nd ed., 2006, 3.4; negative curvature:
 * Moré and Sorensen, "On the use of directions of negative curvature in a modified Newton method", Math. Programming
 * 16, 1979.
 */
export function dampedNewton(
  objective: Objective, start: ArrayLike<number>, options: MinimizerOptions = {},
): MinimizerResult {
  const checked = checkMinimizerOptions('dampedNewton', options, 1000);
  const x = toStart('dampedNewton', start), n = x.length, watched = new Evaluator('dampedNewton', objective, n);
  const k = createFloat64Kernels(), h = new Float64Array(n * n), factor = new Float64Array(n * n);
  const isPositiveDefinite = ({ gradient }: Point): boolean => {
    factor.set(h);
    if (potrf(k, n, factor, 0, n) >= 0) return false;
    const largest = h.reduce((most, v) => Math.max(most, v), 0), slope = LOST * watched.largestGradientNorm;
    return gradient.every((g, i) => {
      const left = factor[i * (n + 1)] * factor[i * (n + 1)];
      return left > LOST * h[i * (n + 1)] && (left > LOST * LOST * largest || Math.abs(g) > slope);
    });
  };
  return newtonDescent(watched, x, checked, {
    find: (point, d): Ending | undefined => {
      if (!symmetricHessian(watched, point.x, h)) {
        return { reason: 'notFinite', converged: false, message: `H is not finite; ‖∇f‖ = ${point.gradientNorm}` };
      }
      const isSafe = isPositiveDefinite(point);
      for (let i = 0; i < n; i++) d[i] = -point.gradient[i];
      if (isSafe) potrs(k, n, 1, factor, 0, n, d, 0, 1);
      if (!isSafe || !d.every(Number.isFinite) || !(dot(point.gradient, d) < 0)) modified(n, h, point.gradient, d);
      return undefined;
    },
    leave: (point) => (symmetricHessian(watched, point.x, h) && !isPositiveDefinite(point)
      ? leaveSaddle(watched, point, h)
      : undefined),
  });
}

/** d ← −V·max(|Λ|, floor)⁻¹·Vᵀ·g. `h` is used up. */
function modified(n: number, h: Float64Array, gradient: Float64Array, d: Float64Array): void {
  const values = new Float64Array(n), vectors = new Float64Array(n * n);
  syev(n, h, values, vectors);
  const largest = Math.max(Math.abs(values[0]), Math.abs(values[n - 1]));
  d.fill(0);
  for (let j = 0; j < n; j++) {
    const v = column(n, vectors, j), size = largest === 0 ? 1 : Math.max(Math.abs(values[j]), FLOOR * largest);
    axpy(-dot(gradient, v) / size, v, d);
  }
}

/** A lower point along the direction of most negative curvature. `h` is used up. */
function leaveSaddle(watched: Evaluator, { x, value, gradient }: Point, h: Float64Array): Point | undefined {
  const { n } = watched, values = new Float64Array(n), vectors = new Float64Array(n * n);
  syev(n, h, values, vectors);
  const least = values[0], v = column(n, vectors, 0), sign = dot(gradient, v) > 0 ? -1 : 1;
  if (!(least < -NEGATIVE * Math.max(-least, values[n - 1]))) return undefined;
  for (let halvings = 0, alpha = sign; halvings <= MOST_HALVINGS; halvings++, alpha /= 2) {
    const next = new Float64Array(n);
    moveInto(x, alpha, v, next);
    const reached = watched.value(next);
    if (reached < value && reached <= value + 0.5 * SUFFICIENT * alpha * alpha * least) {
      const point = pointAt(watched, next, reached);
      if (point !== undefined) return point;
    }
  }
  return undefined;
}

function column(n: number, a: Float64Array, j: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => a[i * n + j]);
}
