/**
 * Products of a model's empirical Fisher matrix with vectors.
 * @module
 */

import type { GivenInputs, GivenTargets, Model } from '../model/index.ts';
import { modelFunction, type ModelFunctionOptions } from './modelFunction.ts';

/**
 * F·v at the model's θ, F = mean over the examples of ∇Jᵢ∇Jᵢᵀ, with the labels of the data; regularizers of parameters
 * are left out. One backward pass an example.
 *
 * It is no approximation of the Hessian away from a minimum: see Kunstner, Hennig, Balles, "Limitations
 * of the empirical Fisher approximation for natural gradient descent", NeurIPS 2019. The Fisher matrix proper
 * is what {@link gaussNewtonVector} gives for a softmax with its cross-entropy. Throws as {@link hessianVector};
 * a batch normalisation, which couples examples, refuses by name.
 */
export function fisherVector(
  model: Model, x: GivenInputs, y: GivenTargets, v: ArrayLike<number>, options: ModelFunctionOptions = {},
): Float64Array {
  const f = modelFunction('fisherVector', model, x, y, options), out = new Float64Array(f.length);
  f.fisherVector(model.theta, v, out);
  return out;
}
