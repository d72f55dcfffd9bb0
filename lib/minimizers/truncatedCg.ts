/**
 * Conjugate gradients on a quadratic model, cut short.
 * @module
 */

import { axpy, dot, norm, toUnit } from './vectors.ts';

/** The model g·z + ½·z·H·z, of which only products with H are known. */
export interface Model {
  readonly gradient: Float64Array;
  multiply(v: Float64Array, out: Float64Array): void;
}

export interface Limits {
  /** Largest ‖z‖; Infinity for none. */
  readonly radius: number;
  /** Ends where ‖g + H·z‖ is no larger. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

export interface ModelStep {
  /** How much smaller than at 0 the model is at z. */
  readonly decrease: number;
  readonly isOnBoundary: boolean;
}

/**
 * z ← nearly the minimum of a model within a radius, by conjugate gradients from 0, whose ‖z‖ grows from step to step.
 *
 * They end where the residual is small enough; on the boundary, where the next z would lie beyond it;
 * and at a direction v with v·H·v ≤ 0, on the boundary along v. Without a radius they end there with the z so far,
 * or with −g if it is the first.
 *
 * It works on the model times a power of two that brings ‖g‖ near 1, so that no sum overflows, and no bit of z is
 * another.
 * Returns undefined where a product with H is not finite.
 * Source: Steihaug, "The conjugate gradient method and trust regions in large scale optimization",
 *         SIAM J. Numer. Anal. 20(3), 1983.
 */
export function truncatedCg(
  { gradient, multiply }: Model, { radius, tolerance, maxIterations }: Limits, z: Float64Array,
): ModelStep | undefined {
  const n = z.length, unit = toUnit(norm(gradient)), g = gradient.map((slope) => slope * unit);
  const residual = g.slice(), v = g.map((slope) => -slope), hv = new Float64Array(n);
  const done = (isOnBoundary: boolean): ModelStep => ({
    decrease: -0.5 * (dot(g, z) + dot(residual, z)) / unit, isOnBoundary,
  });
  let square = dot(residual, residual);
  z.fill(0);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    multiply(v, hv);
    for (let i = 0; i < n; i++) hv[i] *= unit;
    const curvature = dot(v, hv), alpha = square / curvature;
    if (!Number.isFinite(norm(hv))) return undefined;
    if (curvature <= 0 && radius === Infinity) {
      if (iteration > 0) return done(false);
      axpy(1 / unit, v, z); // −g
      axpy(1 / unit, hv, residual);
      return done(false);
    }
    const far = toBoundary(z, v, radius);
    if (curvature <= 0 || alpha >= far) {
      axpy(far, v, z);
      axpy(far, hv, residual);
      return done(true);
    }
    axpy(alpha, v, z);
    axpy(alpha, hv, residual);
    const before = square;
    square = dot(residual, residual);
    if (Math.sqrt(square) <= tolerance * unit) break;
    for (let i = 0; i < n; i++) v[i] = -residual[i] + (square / before) * v[i];
  }
  return done(false);
}

/** The larger t with ‖z + t·v‖ = radius, by the formula that does not cancel. */
function toBoundary(z: Float64Array, v: Float64Array, radius: number): number {
  if (radius === Infinity) return Infinity;
  const unit = toUnit(radius), near = z.map((x) => x * unit), along = v.map((x) => x * unit), far = radius * unit;
  const a = dot(along, along), b = dot(near, along), c = Math.max(0, far * far - dot(near, near));
  const root = Math.sqrt(b * b + a * c);
  return b > 0 ? c / (b + root) : (root - b) / a;
}
