/**
 * Products of a model's Gauss-Newton matrix with vectors.
 * @module
 */

import type { GivenInputs, GivenTargets, Model } from '../model/index.ts';
import { modelFunction, type ModelFunctionOptions } from './modelFunction.ts';

/**
 * G·v at the model's θ: the Hessian with the network taken as linear in θ, G = mean of JᵢᵀH_LJᵢ. Positive
 * semidefinite where the loss is convex in the network's output, which makes it the safer curvature to divide by.
 * For a softmax with its cross-entropy, and for the mean squared error up to a factor, it is the Fisher matrix
 * (the expectation over labels that the model itself would draw).
 *
 * J is that of {@link ModelFunction}. Throws as {@link hessianVector}, and TypeError for a network with
 * an activity regularizer.
 * Source: Schraudolph, "Fast curvature matrix-vector products for second-order gradient descent", Neural Computation
 *         14(7), 2002.
 */
export function gaussNewtonVector(
  model: Model, x: GivenInputs, y: GivenTargets, v: ArrayLike<number>, options: ModelFunctionOptions = {},
): Float64Array {
  const f = modelFunction('gaussNewtonVector', model, x, y, options), out = new Float64Array(f.length);
  f.gaussNewtonVector(model.theta, v, out);
  return out;
}
