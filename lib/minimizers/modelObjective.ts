/**
 * A model with a data set as an objective.
 * @module
 */

import { modelFunction, type ModelFunctionOptions } from '../curvature/index.ts';
import type { GivenInputs, GivenTargets, Model } from '../model/index.ts';
import type { Objective } from './objective.ts';

/** An objective that knows products with its Hessian and with its Gauss-Newton matrix. */
export interface ModelObjective extends Required<Omit<Objective, 'hessian'>> {
  /** Length of θ. */
  readonly length: number;
  /** out ← G(x)·v, positive semidefinite where the loss is convex in the network's output. */
  gaussNewtonVector(x: Float64Array, v: Float64Array, out: Float64Array): void;
}

/**
 * J as a function of θ, on all of the data: so every minimizer trains every network.
 *
 *     const found = lbfgs(objective(model, x, y), model.theta);
 *     model.theta.set(found.x);
 *
 * In binary64 by default, from θ in binary64, so that a minimizer can tell a fall in J from rounding;
 * with `precision: 'float32'` on the model's own kernels, which is faster and stops at about half of the digits.
 * J and its derivatives are those of `modelFunction` in bitgrad/curvature. The model itself stays as it is.
 * Throws StateError before `compile`, and as `fit` for data that do not fit.
 */
export function objective(
  model: Model, x: GivenInputs, y: GivenTargets, options: ModelFunctionOptions = {},
): ModelObjective {
  const f = modelFunction('objective', model, x, y, options);
  return {
    length: f.length,
    value: (theta) => f.value(theta),
    gradient: (theta, out) => f.gradient(theta, out),
    hessianVector: (theta, v, out) => f.hessianVector(theta, v, out),
    gaussNewtonVector: (theta, v, out) => f.gaussNewtonVector(theta, v, out),
  };
}
