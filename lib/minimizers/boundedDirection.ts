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
 * out ← p, a step to a point of the box: nearly the one that makes the model g·p + ½·p·B·p least there. False where B
 * is singular to working precision.
 *
 *     pᶜ   the first minimum of the model along the path P(−t·g), t ≥ 0, P the projection onto the box of steps: the
 *          generalised Cauchy point
 *     p    the minimum of the model over the variables that are at no bound in pᶜ, projected onto the box; where that
 *          leads up, the last point of the box on the way to it from pᶜ
 *
 * It works on the model times a power of two that brings ‖g‖ near 1, so that no sum overflows.
 * Source: Byrd, Lu, Nocedal and Zhu, "A limited memory algorithm for bound constrained optimization", SIAM J. Sci.
 * Comput. 16(5), 1995, algorithm CP and the direct primal method; the projection: Morales and Nocedal, "Remark on
 * algorithm 778", ACM TOMS 38(1), 2011.
 */
export function boundedDirection(
  b: CompactHessian, bounds: Bounds, x: Float64Array, gradient: Float64Array, out: Float64Array,
): boolean {
  const unit = toUnit(norm(gradient)), g = gradient.map((slope) => slope * unit), box = bounds.about(x);
  const cauchy = cauchyPoint(b, box, g, unit), rest = cauchy === undefined ? undefined : inner(b, box, g, unit, cauchy);
  if (cauchy === undefined || rest === undefined) return false;
  box.moveInto(cauchy.step, 1, rest, out);
  if (!(dot(out, g) < 0)) box.moveInto(cauchy.step, Math.min(1, box.reach(cauchy.step, rest)), rest, out);
  return out.every(Number.isFinite);
}

interface Cauchy {
  /** pᶜ. */
  readonly step: Float64Array;
  /** M·Wᵀ·pᶜ. */
  readonly bent: Float64Array;
}

/** pᶜ, by the breakpoints of the path in their order: between two of them the model is a parabola of t. */
function cauchyPoint(
  b: CompactHessian, box: Bounds, g: Float64Array, unit: number,
): Cauchy | undefined {
  const m = b.solver(), theta = b.theta * unit, step = new Float64Array(g.length);
  if (m === undefined) return undefined;
  const down = g.map((slope) => -slope), breaks = down.map((_, i) => box.way(i, step, down));
  const d = down.map((slope, i) => (breaks[i] > 0 ? slope : 0));
  const order = Array.from(breaks.keys()).filter((i) => breaks[i] > 0 && breaks[i] < Infinity)
    .sort((i, j) => breaks[i] - breaks[j]);
  const p = b.transposed(d), along = new Float64Array(b.size);
  let slope = -dot(d, d), bend = -theta * slope - unit * dot(p, m(p)), at = 0;
  const least = LEAST_BEND * bend;
  for (const i of order) {
    const way = breaks[i] - at;
    if (-slope / bend < way) break;
    step[i] = d[i] > 0 ? box.upper[i] : box.lower[i];
    for (let j = 0; j < along.length; j++) along[j] += way * p[j];
    const w = b.row(i), mw = m(w), gi = g[i];
    slope += way * bend + gi * gi + gi * (theta * step[i] - unit * dot(mw, along));
    bend -= gi * (theta * gi + unit * (2 * dot(mw, p) + gi * dot(mw, w)));
    bend = Math.max(bend, least);
    for (let j = 0; j < p.length; j++) p[j] += gi * w[j];
    d[i] = 0;
    at = breaks[i];
  }
  const rest = slope < 0 ? -slope / bend : 0;
  for (let i = 0; i < d.length; i++) if (d[i] !== 0) step[i] = (at + rest) * d[i];
  for (let j = 0; j < along.length; j++) along[j] += rest * p[j];
  box.project(step);
  return { step, bent: m(along) };
}

/** The step from pᶜ to the minimum of the model over the variables that are at no bound there. */
function inner(
  b: CompactHessian, box: Bounds, g: Float64Array, unit: number, { step, bent }: Cauchy,
): Float64Array | undefined {
  const isFree = Array.from(step, (v, i) => v > box.lower[i] && v < box.upper[i]);
  const solve = b.solver(isFree), n = g.length, theta = b.theta * unit;
  if (solve === undefined) return undefined;
  const left = new Float64Array(n); // the model's gradient at pᶜ, of the free variables
  b.addProduct(bent.map((v) => -v * unit), left);
  for (let i = 0; i < n; i++) left[i] = isFree[i] ? left[i] + g[i] + theta * step[i] : 0;
  const p = new Float64Array(n);
  b.addProduct(solve(b.transposed(left)).map((v) => v / b.theta), p);
  return p.map((v, i) => (isFree[i] ? -(left[i] + v) / theta : 0));
}
