/**
 * Functions that try the safety of minimizers, and a watch over what is asked of them.
 * @module
 */
import assert from 'node:assert/strict';
import { Philox } from '../../lib/core/philox.ts';
import type { Evaluations, Objective } from '../../lib/minimizers/index.ts';
import { operands } from '../helpers/random.ts';
import { variables, type Jet } from './jet.ts';

/** An objective with all derivatives of a formula. */
export function objectiveOf(formula: (x: readonly Jet[]) => Jet): Required<Objective> {
  const hessian = (x: Float64Array, out: Float64Array): void => out.set(formula(variables(x, 2)).hessian);
  return {
    value: (x) => formula(variables(x, 0)).value,
    gradient: (x, out) => out.set(formula(variables(x, 1)).gradient),
    hessian,
    hessianVector: (x, v, out) => {
      const n = x.length, h = new Float64Array(n * n);
      hessian(x, h);
      for (let i = 0; i < n; i++) out[i] = v.reduce((total, vj, j) => total + h[i * n + j] * vj, 0);
    },
  };
}

/** ½·(x − c)·A·(x − c) − 3 with a symmetric A: BᵀB + I, or B + Bᵀ, for a random B of order n. */
export function quadratic(
  n: number, seed: number, isConvex: boolean = true,
): Required<Objective> & { readonly minimum: Float64Array } {
  const random = new Philox(seed), b = Float64Array.from(operands(random, n * n));
  const minimum = Float64Array.from(operands(random, n));
  const a = b.map((_, ij) => {
    const i = Math.floor(ij / n), j = ij % n;
    if (!isConvex) return b[i * n + j] + b[j * n + i];
    return minimum.reduce((total, _c, k) => total + b[k * n + i] * b[k * n + j], i === j ? 1 : 0);
  });
  const hessianVector = (_x: Float64Array, v: Float64Array, out: Float64Array): void => {
    for (let i = 0; i < n; i++) out[i] = v.reduce((total, vj, j) => total + a[i * n + j] * vj, 0);
  };
  const gradient = (x: Float64Array, out: Float64Array): void => hessianVector(x, x.map((v, i) => v - minimum[i]), out);
  return {
    minimum, hessianVector, gradient,
    value: (x) => {
      const g = new Float64Array(n);
      gradient(x, g);
      return 0.5 * g.reduce((total, v, i) => total + v * (x[i] - minimum[i]), 0) - 3;
    },
    hessian: (_x, out) => out.set(a),
  };
}

/** x² − y² + y⁴: a saddle at (0, 0), minima −¼ at (0, ±√½). */
export const saddle: Required<Objective> = objectiveOf(([x, y]) =>
  x.squared().minus(y.squared()).plus(y.squared().squared()));

/** x³ − 3xy² + (x² + y²)²: at (0, 0) neither gradient nor Hessian is there; three minima, −27/256. */
export const monkeySaddle: Required<Objective> = objectiveOf(([x, y]) =>
  x.cubed().minus(x.times(y.squared()).times(3)).plus(x.squared().plus(y.squared()).squared()));

/** Σ (i + 1)·xᵢ − log xᵢ: not finite where an element is not above 0; the minimum is at 1/(i + 1). */
export const barrier: Required<Objective> = objectiveOf((x) =>
  x.map((v, i) => v.times(i + 1).minus(v.log())).reduce((a, b) => a.plus(b)));

/** Hills and hollows, coupled. */
export const hills: Required<Objective> = objectiveOf((x) => x.map((v, i) =>
  v.times(3).cos().times(2).plus(v.squared().over(4)).plus(v.times(x[(i + 1) % x.length]).sin())).reduce((a, b) =>
    a.plus(b)));

/** What was asked for, how often, and the least value given. */
export interface Seen extends Evaluations {
  least: number;
}

/** The same, and what was asked of it: it refuses to be asked where x is not finite. */
export function watch(objective: Objective): { readonly watched: Objective; readonly seen: Seen } {
  const seen: Seen = { values: 0, gradients: 0, hessians: 0, hessianVectors: 0, least: Infinity };
  const { hessian, hessianVector } = objective;
  const expectFinite = (x: Float64Array): void => assert.ok(x.every(Number.isFinite), `asked for at ${x.join(' ')}`);
  const watched: Objective = {
    ...objective,
    value: (x) => {
      expectFinite(x);
      seen.values++;
      const value = objective.value(x);
      if (Number.isFinite(value) && value < seen.least) seen.least = value;
      return value;
    },
    gradient: (x, out) => {
      expectFinite(x);
      seen.gradients++;
      objective.gradient(x, out);
    },
    ...(hessian !== undefined && {
      hessian: (x: Float64Array, out: Float64Array) => {
        seen.hessians++;
        hessian(x, out);
      },
    }),
    ...(hessianVector !== undefined && {
      hessianVector: (x: Float64Array, v: Float64Array, out: Float64Array) => {
        seen.hessianVectors++;
        hessianVector(x, v, out);
      },
    }),
  };
  return { watched, seen };
}
