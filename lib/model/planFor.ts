/**
 * A model on another table of kernels, for those who watch, check or differentiate it.
 * @module
 */

import type { FloatArray, Kernels } from '../kernels/index.ts';
import { checkedExamples, ofClasses } from './checkedExamples.ts';
import { shapesOf } from './examples.ts';
import { expectModel } from './expectModel.ts';
import { reservePlan, type Bind, type Examples, type Plan } from '../plan/index.ts';
import type { Model } from './model.ts';

/** What of a model makes its plan. */
export type Planned =
  Pick<Model, 'network' | 'losses' | 'lossWeights' | 'frozen' | 'seed' | 'theta' | 'state' | 'steps'>;

/**
 * A plan of the model's network in memory of table `k`, its loss attached, with copies of θ and the state,
 * at the model's step. Throws StateError before `compile`.
 */
export function planFor<A extends FloatArray>(
  model: Planned, k: Kernels<A>, maxBatch: number, bind?: Bind<A>,
): Plan<A> {
  const { losses, lossWeights, frozen } = model, plan = reservePlan(k, model.network, maxBatch, model.seed, bind);
  plan.attachLosses(losses, lossWeights, frozen);
  plan.theta.set(model.theta);
  plan.state.set(model.state);
  plan.moment.step = model.steps;
  return plan;
}

/**
 * Examples with their weights, checked against a model as `fit` checks them. Throws StateError before `compile`,
 * and TypeError, ShapeError or RangeError.
 */
export function examplesFor(
  who: string, model: Model, x: unknown, y: unknown,
  weights: { readonly sampleWeight?: unknown; readonly classWeight?: unknown } = {},
): Examples {
  expectModel(who, model);
  const ends = { ...shapesOf(model.network), losses: model.losses };
  return ofClasses(who, ends, checkedExamples(who, ends, x, y, weights), weights.classWeight);
}
