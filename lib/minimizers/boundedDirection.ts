/**
 * Where a quadratic model is least within bounds, nearly.
 * @module
 */

import type { Bounds } from './bounds.ts';
import type { CompactHessian } from './compactHessian.ts';
import { dot, norm, toUnit } from './vectors.ts';

/** A bend no smaller than this part of the first: below is rounding. */
const LEAST_BEND = 2 ** -52;

/**
 * out ← x̄ − x, x̄ in the box: nearly the minimum there of the model g·p + ½·p·B·p, p = x̄ − x. False where B is singular to
 * working precision.
 *
 *     xᶜ   the first minimum of the model along the path P(x − t·g), t ≥ 0, the generalised Cauchy point
 *     x̄    the minimum of the model over the variables that are at no bound in xᶜ, projected onto the box; where that
 *          leads up, the last point of the box on the way to it from xᶜ
 *
 * It works on the model times a power of two that brings ‖g‖ near 1, so that no sum overflows.
 * Source: Byrd, Lu, Nocedal and Zhu, "A limited memory algorithm for bound constrained optimization", SIAM J. Sci.
 * Comput. 16(5), 1995, algorithm CP and the direct primal method; the projection: Morales and Nocedal, "Remark on
 * algorithm 778", ACM TOMS 38(1), 2011.
 */
export function boundedDirection(
  b: CompactHessian, bounds: Bounds, x: Float64Array, gradient: Float64Array, out: Float64Array,
): boolean {
  const unit = toUnit(norm(gradient)), g = gradient.map((slope) => slope * unit);
  const cauchy = cauchyPoint(b, bounds, x, g, unit);
  const p = cauchy === undefined ? undefined : inner(b, bounds, x, g, unit, cauchy);
  if (cauchy === undefined || p === undefined) return false;
  const { point } = cauchy, reached = new Float64Array(x.length);
  const stepInto = (alpha: number): void => {
    bounds.moveInto(point, alpha, p, reached);
    for (let i = 0; i < out.length; i++) out[i] = reached[i] - x[i];
  };
  stepInto(1);
  if (!(dot(out, g) < 0)) stepInto(Math.min(1, bounds.reach(point, p)));
  return out.every(Number.isFinite);
}

interface Cauchy {
  readonly point: Float64Array;
  /** M·Wᵀ·(xᶜ − x). */
  readonly bent: Float64Array;
}

/** xᶜ, by the breakpoints of the path in their order: between two of them the model is a parabola of t. */
function cauchyPoint(
  b: CompactHessian, bounds: Bounds, x: Float64Array, g: Float64Array, unit: number,
): Cauchy | undefined {
  const m = b.solver(), theta = b.theta * unit, point = x.slice();
  if (m === undefined) return undefined;
  const down = g.map((slope) => -slope), breaks = down.map((_, i) => bounds.way(i, x, down));
  const d = down.map((slope, i) => (breaks[i] > 0 ? slope : 0));
  const order = Array.from(breaks.keys()).filter((i) => breaks[i] > 0 && breaks[i] < Infinity)
    .sort((i, j) => breaks[i] - breaks[j]);
  const p = b.transposed(d), along = new Float64Array(b.size);
  let slope = -dot(d, d), bend = -theta * slope - unit * dot(p, m(p)), at = 0;
  const least = LEAST_BEND * bend;
  for (const i of order) {
    const way = breaks[i] - at;
    if (-slope / bend < way) break;
    point[i] = d[i] > 0 ? bounds.upper[i] : bounds.lower[i];
    for (let j = 0; j < along.length; j++) along[j] += way * p[j];
    const w = b.row(i), mw = m(w), gi = g[i];
    slope += way * bend + gi * gi + gi * (theta * (point[i] - x[i]) - unit * dot(mw, along));
    bend -= gi * (theta * gi + unit * (2 * dot(mw, p) + gi * dot(mw, w)));
    bend = Math.max(bend, least);
    for (let j = 0; j < p.length; j++) p[j] += gi * w[j];
    d[i] = 0;
    at = breaks[i];
  }
  const rest = slope < 0 ? -slope / bend : 0;
  for (let i = 0; i < d.length; i++) if (d[i] !== 0) point[i] = x[i] + (at + rest) * d[i];
  for (let j = 0; j < along.length; j++) along[j] += rest * p[j];
  bounds.project(point);
  return { point, bent: m(along) };
}

/** The step from xᶜ to the minimum of the model over the variables that are at no bound there. */
function inner(
  b: CompactHessian, bounds: Bounds, x: Float64Array, g: Float64Array, unit: number, { point, bent }: Cauchy,
): Float64Array | undefined {
  const isFree = Array.from(point, (v, i) => v > bounds.lower[i] && v < bounds.upper[i]);
  const solve = b.solver(isFree), n = x.length, theta = b.theta * unit;
  if (solve === undefined) return undefined;
  const left = new Float64Array(n); // the model's gradient at xᶜ, of the free variables
  b.addProduct(bent.map((v) => -v * unit), left);
  for (let i = 0; i < n; i++) left[i] = isFree[i] ? left[i] + g[i] + theta * (point[i] - x[i]) : 0;
  const p = new Float64Array(n);
  b.addProduct(solve(b.transposed(left)).map((v) => v / b.theta), p);
  return p.map((v, i) => (isFree[i] ? -(left[i] + v) / theta : 0));
}
