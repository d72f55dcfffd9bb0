/**
 * Taylor's polynomials of a function of n numbers.
 * @module
 */

import { ShapeError, rangeError, show } from '../core/errors.ts';
import { Evaluator, toStart } from './evaluator.ts';
import type { Objective } from './objective.ts';
import { pointAt } from './point.ts';
import { dot } from './vectors.ts';

/** A polynomial of x. */
export type Expansion = (x: ArrayLike<number>) => number;

/**
 * x ↦ f(a) + ∇f(a)·(x − a), the first-order expansion about `at`, a: exact where f is linear. Binary64.
 *
 * f and ∇f are asked for once, here. Throws TypeError, RangeError or ShapeError for what is no objective or no point,
 * and RangeError where f or ∇f is not finite at `at`; the function returned likewise for what is no x of the
 * same length.
 */
export function taylor1(f: Objective, at: ArrayLike<number>): Expansion {
  const { a, value, gradient } = expand('taylor1', f, at);
  return (x) => value + dot(gradient, offset('taylor1', x, a));
}

/**
 * x ↦ f(a) + ∇f(a)·(x − a) + ½(x − a)ᵀH(a)(x − a), the second-order expansion about `at`, a: exact where f
 * is quadratic. Binary64.
 *
 * f, ∇f and H are asked for once, here; H by its columns where f has `hessianVector` only. Throws as `taylor1` does,
 * and TypeError where f has no second derivative, RangeError where it is not finite.
 */
export function taylor2(f: Objective, at: ArrayLike<number>): Expansion {
  const { a, value, gradient, evaluator } = expand('taylor2', f, at);
  const n = a.length, hessian = new Float64Array(n * n);
  evaluator.hessian(a, hessian);
  if (!hessian.every(Number.isFinite)) {
    throw rangeError(`taylor2: at must be a point where H is finite, got ${show([...a])}`);
  }
  return (x) => {
    const d = offset('taylor2', x, a);
    const curvature = d.map((_, i) => dot(hessian.subarray(i * n, (i + 1) * n), d));
    return value + dot(gradient, d) + 0.5 * dot(curvature, d);
  };
}

function expand(
  who: string, f: Objective, at: ArrayLike<number>,
): { a: Float64Array; value: number; gradient: Float64Array; evaluator: Evaluator } {
  const a = toStart(who, at, 'at'), evaluator = new Evaluator(who, f, a.length);
  const point = pointAt(evaluator, a, evaluator.value(a));
  if (point === undefined) {
    throw rangeError(`${who}: at must be a point where f and ∇f are finite, got ${show([...a])}`);
  }
  return { a, value: point.value, gradient: point.gradient, evaluator };
}

/** x − a. */
function offset(who: string, x: ArrayLike<number>, a: Float64Array): Float64Array {
  const d = toStart(who, x, 'x');
  if (d.length !== a.length) throw new ShapeError(`${who}: x must hold ${a.length} numbers, got ${d.length}`);
  return d.map((v, i) => v - a[i]);
}
