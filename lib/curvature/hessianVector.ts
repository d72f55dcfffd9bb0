/**
 * Products of a model's Hessian with vectors.
 * @module
 */

import type { GivenInputs, GivenTargets, Model } from '../model/index.ts';
import { modelFunction, type ModelFunctionOptions } from './modelFunction.ts';

/**
 * H·v at the model's θ, H the second derivative of J on the data: the R-operator, at some four times the cost
 * of a gradient.
 *
 *     hessianVector(model, x, y, new Float32Array(model.theta.length).fill(1))
 *
 * J is that of {@link ModelFunction}. Throws StateError before `compile`, TypeError where a layer or loss of your own
 * cannot be differentiated, by its name, and TypeError, ShapeError or RangeError for arguments that do not fit.
 * Source: Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6(1), 1994.
 */
export function hessianVector(
  model: Model, x: GivenInputs, y: GivenTargets, v: ArrayLike<number>, options: ModelFunctionOptions = {},
): Float64Array {
  const f = modelFunction('hessianVector', model, x, y, options), out = new Float64Array(f.length);
  f.hessianVector(model.theta, v, out);
  return out;
}
