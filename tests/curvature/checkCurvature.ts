/**
 * Curvature against differences of gradients.
 * @module
 */
import assert from 'node:assert/strict';
import { Philox } from '../../lib/core/philox.ts';
import type { ModelFunction } from '../../lib/curvature/index.ts';

/** Small enough for h⁴ and large enough for the rounding of ∇J. */
const STEP = 2 ** -12;
const TOLERANCE = 2e-8;

export const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i], 0);
export const direction = (random: Philox, length: number): Float64Array =>
  Float64Array.from({ length }, () => random.nextFloat() * 2 - 1);

/**
 * Checks H·v against (8(g(h) − g(−h)) − (g(2h) − g(−2h)))/12h, g·v against the same of J, and H against its transpose,
 * for random directions at `theta`.
 */
export function checkCurvature(f: ModelFunction, theta: Float64Array, random: Philox = new Philox(17)): void {
  const stepsTo = <T>(at: (step: number) => T): T[] => [STEP, -STEP, 2 * STEP, -2 * STEP].map(at);
  const slope = (a: number, b: number, c: number, d: number): number => (8 * (a - b) - (c - d)) / (12 * STEP);
  const gradientAt = (step: number, v: Float64Array): Float64Array => {
    const out = new Float64Array(f.length);
    f.gradient(theta.map((t, i) => t + step * v[i]), out);
    return out;
  };
  const times = (v: Float64Array): Float64Array => {
    const out = new Float64Array(f.length);
    f.hessianVector(theta, v, out);
    return out;
  };
  for (let n = 0; n < 2; n++) {
    const v = direction(random, f.length), u = direction(random, f.length), product = times(v);
    const size = Math.max(1, ...product.map(Math.abs)), along = dot(gradientAt(0, v), v);
    const [a, b, c, d] = stepsTo((step) => f.value(theta.map((t, i) => t + step * v[i]))), rise = slope(a, b, c, d);
    assert.ok(Math.abs(along - rise) <= TOLERANCE * size, `direction ${n}: ∇J·v says ${along}, the values ${rise}`);
    const [above, below, farAbove, farBelow] = stepsTo((step) => gradientAt(step, v));
    product.forEach((value, i) => {
      const measured = slope(above[i], below[i], farAbove[i], farBelow[i]);
      assert.ok(
        Math.abs(value - measured) <= TOLERANCE * size,
        `element ${i} of direction ${n}: H·v says ${value}, the gradients ${measured}`,
      );
    });
    const there = dot(u, product), back = dot(v, times(u));
    assert.ok(Math.abs(there - back) <= 1e-12 * size * f.length, `H is symmetric: ${there} and ${back}`);
  }
}
