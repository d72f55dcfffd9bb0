/**
 * The trust-region subproblem, solved exactly.
 * @module
 */

import type { ModelStep } from './truncatedCg.ts';
import { dot, norm } from './vectors.ts';

/** A model g·p + ½·p·H·p in the axes of H's eigenvectors: with c = Vᵀg it is Σ cᵢqᵢ + ½λᵢqᵢ², p = V·q. */
export interface SpectralModel {
  /** Ascending. */
  readonly values: Float64Array;
  /** n × n, eigenvectors as columns. */
  readonly vectors: Float64Array;
  /** c. */
  readonly slopes: Float64Array;
}

/** How near to the radius ‖p‖ comes. */
const CLOSE = 1e-12;
const MOST_ITERATIONS = 100;

/**
 * p ← the minimum of a model over ‖p‖ ≤ radius.
 *
 *     q = −(Λ + σ)⁻¹·c     σ = 0 if Λ is positive and ‖q‖ ≤ radius, else σ ≥ max(0, −λ₀) with ‖q‖ = radius
 *
 * σ by Newton's method on 1/‖q‖ − 1/radius, which is concave: from a σ that is too small it goes up to the root,
 * and never past it. σ starts at max(0, −λ₀, |cᵢ|/radius − λᵢ). If ‖q‖ is too small even there, H has a negative or
 * zero λ₀ and g no part along v₀ (the hard case): then p moves along v₀ to the boundary.
 *
 * Source: Moré and Sorensen, "Computing a trust region step", SIAM J. Sci. Stat. Comput. 4(3), 1983. They factor H + σ
 * anew for each σ; eigenvalues cost more at first, and then serve any σ, any radius and the hard case.
 */
export function exactStep({ values, vectors, slopes }: SpectralModel, radius: number, p: Float64Array): ModelStep {
  const n = p.length, least = values[0], q = new Float64Array(n);
  // t = σ + λ₀, so that nothing cancels in λᵢ + σ = (λᵢ − λ₀) + t.
  const gaps = values.map((v) => v - least);
  let t = Math.max(0, least);
  const stepInto = (): void => {
    for (let i = 0; i < n; i++) q[i] = gaps[i] + t > 0 ? -slopes[i] / (gaps[i] + t) : 0;
  };
  for (let i = 0; i < n; i++) t = Math.max(t, Math.abs(slopes[i]) / radius - gaps[i]);
  stepInto();
  let length = norm(q);
  const isInside = length < radius * (1 - CLOSE);
  if (isInside && t <= Math.max(0, least)) {
    if (least <= 0) q[0] = Math.sqrt(Math.max(0, radius * radius - length * length)); // c₀ is 0, and q₀ with it
  } else {
    for (let iteration = 0; iteration < MOST_ITERATIONS && length > radius * (1 + CLOSE); iteration++) {
      let bent = 0; // q·(Λ + σ)⁻¹·q over ‖q‖²
      for (let i = 0; i < n; i++) if (q[i] !== 0) bent += (q[i] / length) * (q[i] / length) / (gaps[i] + t);
      t += (length - radius) / radius / bent;
      stepInto();
      length = norm(q);
    }
  }
  for (let i = 0; i < n; i++) {
    p[i] = 0;
    for (let j = 0; j < n; j++) p[i] += vectors[i * n + j] * q[j];
  }
  const bow = q.reduce((total, v, i) => total + values[i] * v * v, 0);
  return { decrease: -dot(slopes, q) - 0.5 * bow, isOnBoundary: norm(q) >= radius * (1 - 1e-6) };
}
