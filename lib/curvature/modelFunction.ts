/**
 * A model with its data as a function of θ: value, gradient, and products with its curvature.
 * @module
 */

import { expectInteger, expectKnownOptions, expectOneOf, typeError } from '../core/errors.ts';
import { bindList, defaultFloat64Kernels, type FloatArray, type Kernels, type List } from '../kernels/index.ts';
import {
  listsOf, shardsFor, sweep, sweepGradient, type Bind, type Examples, type Plan, type Shards,
} from '../plan/index.ts';
import type { GivenInputs, GivenTargets, Model, WeightOptions } from '../model/index.ts';
import { examplesFor, planFor, type Planned } from '../model/planFor.ts';
import { expectWholeStatistics } from '../model/sharding.ts';
import { expectDifferentiable } from './expectDifferentiable.ts';
import { expectVector } from './expectVector.ts';
import { createTangentKernels } from './tangentKernels.ts';
import { Tangents } from './tangents.ts';

/** What {@link modelFunction} takes. */
export interface ModelFunctionOptions extends WeightOptions {
  /**
   * 'float64': in binary64, from θ in binary64; 'float32': on the model's own kernels, with the bits
   * of training. Default 'float64'.
   */
  readonly precision?: 'float64' | 'float32';
  /**
   * Most examples computed at once; more run in parts, value and gradient with the same bits, products up to rounding.
   * Default all, up to 1024.
   */
  readonly maxBatch?: number;
}

/** The names of these options. */
export const MODEL_FUNCTION_OPTIONS: readonly string[] = ['precision', 'maxBatch', 'sampleWeight', 'classWeight'];

const MOST_AT_ONCE = 1024;

/**
 * J(θ) of a training step on all of the data: the mean loss of the examples, with their weights, and what
 * regularizers add.
 *
 * Layers do as in the training step that the model would take next: batch normalisation takes the statistics
 * of the data (which must then fit in `maxBatch`), and noise is the same at every call, so J is a function of θ alone.
 * Where J has a kink, at 0 of a ReLU say, derivatives are those of the branch taken. The model is only read, once;
 * its θ may change meanwhile. `out` may be theta or v: both are read before it is written.
 */
export interface ModelFunction {
  /** Length of θ. */
  readonly length: number;
  /** J(θ). */
  value(theta: ArrayLike<number>): number;
  /** out ← ∇J(θ). */
  gradient(theta: ArrayLike<number>, out: Float64Array): void;
  /** out ← H(θ)·v: the derivative of ∇J in direction v, exact but for rounding. */
  hessianVector(theta: ArrayLike<number>, v: ArrayLike<number>, out: Float64Array): void;
  /**
   * out ← G(θ)·v with G = mean of JᵢᵀH_LJᵢ: Jᵢ the derivative of the network's output for example i, H_L the second
   * derivative of the loss by that output; and the curvature of regularizers of parameters. The output is what the loss
   * takes: z where it stands for a softmax too.
   */
  gaussNewtonVector(theta: ArrayLike<number>, v: ArrayLike<number>, out: Float64Array): void;
  /**
   * out ← F(θ)·v with the empirical F = mean of ∇Jᵢ∇Jᵢᵀ over the examples, weights and activity regularizers in,
   * regularizers of parameters left out.
   */
  fisherVector(theta: ArrayLike<number>, v: ArrayLike<number>, out: Float64Array): void;
}

/**
 * See {@link ModelFunction}. Throws StateError before `compile` and for a model compiled with `shardStatistics`, and as
 * `fit` for data and options that do not fit.
 */
export function modelFunction(
  who: string, model: Model, x: GivenInputs, y: GivenTargets, options: ModelFunctionOptions = {},
): ModelFunction {
  expectKnownOptions(who, options, MODEL_FUNCTION_OPTIONS);
  const { precision = 'float64', sampleWeight, classWeight } = options;
  expectOneOf(who, 'precision', precision, ['float64', 'float32']);
  const examples = examplesFor(who, model, x, y, { sampleWeight, classWeight });
  expectWholeStatistics(who, model);
  const { maxBatch = Math.min(examples.count, MOST_AT_ONCE) } = options;
  expectInteger(who, 'maxBatch', maxBatch, 1);
  const rows = Math.min(maxBatch, examples.count);
  return precision === 'float64'
    ? new BoundFunction(who, model, defaultFloat64Kernels(), examples, rows)
    : new BoundFunction(who, model, model.kernels, examples, rows);
}

class BoundFunction<A extends FloatArray> implements ModelFunction {
  readonly length: number;
  readonly #who: string;
  readonly #model: Planned;
  readonly #k: Kernels<A>;
  readonly #examples: Examples;
  readonly #maxBatch: number;
  readonly #plan: Plan<A>;
  readonly #shards: Shards<A> | undefined;
  /** For one example at once. */
  #single: Plan<A> | undefined;
  #curved: { readonly plan: Plan<A>; readonly tangents: Tangents<A> } | undefined;

  constructor(who: string, model: Model, k: Kernels<A>, examples: Examples, maxBatch: number) {
    const { network, losses, lossWeights, frozen, seed, theta, state, steps } = model;
    this.length = theta.length;
    this.#who = who;
    // the second plan is made later, of the same model
    this.#model = { network, losses, lossWeights, frozen, seed, theta, state: state.slice(), steps };
    this.#k = k;
    this.#examples = examples;
    this.#maxBatch = maxBatch;
    this.#plan = planFor(this.#model, k, maxBatch);
    this.#shards = shardsFor(this.#plan, model);
  }

  value(theta: ArrayLike<number>): number {
    const plan = this.#plan, { count } = this.#examples;
    const total = this.#sweep(plan, theta, () => undefined);
    return (total + count * plan.penalty()) / count;
  }

  gradient(theta: ArrayLike<number>, out: Float64Array): void {
    const plan = this.#plan;
    expectVector(this.#who, 'theta', theta, this.length);
    plan.theta.set(theta);
    sweepGradient(plan, this.#shards, this.#examples);
    out.set(plan.gradient);
  }

  hessianVector(theta: ArrayLike<number>, v: ArrayLike<number>, out: Float64Array): void {
    expectVector(this.#who, 'v', v, this.length);
    const { plan, tangents } = this.#withTangents();
    tangents.of(plan.theta).set(v);
    this.#sweep(plan, theta, (rows, m, beta) => plan.backward(rows, m, beta));
    plan.finishGradient();
    out.set(tangents.of(plan.gradient));
  }

  gaussNewtonVector(theta: ArrayLike<number>, v: ArrayLike<number>, out: Float64Array): void {
    expectVector(this.#who, 'v', v, this.length);
    const { plan, tangents } = this.#withTangents(), { outputGradient, gradient } = plan;
    const active = plan.network.layers.find(({ layer }) => layer.activityRegularizer !== undefined);
    if (active !== undefined) {
      throw typeError(
        `${this.#who}: layer '${active.name}' must have no activityRegularizer, whose curvature is not the loss's`,
      );
    }
    tangents.of(plan.theta).set(v);
    this.#sweep(plan, theta, (rows, m, beta) => {
      plan.backwardLoss(rows, m);
      // H_L·J·v in the place of ∂J/∂output, of which backward is linear
      outputGradient.set(tangents.of(outputGradient));
      plan.backwardLayers(rows, m, beta);
    });
    out.set(gradient);
    tangents.of(gradient).fill(0);
    plan.finishGradient();
    tangents.of(gradient).forEach((value, i) => { out[i] += value; });
  }

  fisherVector(theta: ArrayLike<number>, v: ArrayLike<number>, out: Float64Array): void {
    expectVector(this.#who, 'v', v, this.length);
    const plan = this.#single ??= planFor(this.#model, this.#k, 1), { gradient } = plan, { count } = this.#examples;
    const sum = new Float64Array(this.length); // not out, which may be v
    this.#sweep(plan, theta, () => {
      plan.backward(1, 1, 0);
      let along = 0;
      for (let i = 0; i < gradient.length; i++) along += gradient[i] * v[i];
      for (let i = 0; i < gradient.length; i++) sum[i] += (along * gradient[i]) / count;
    });
    out.set(sum);
  }

  /** Forward over all examples as in a training step, `visit` after each part; returns the sum of their losses. */
  #sweep(plan: Plan<A>, theta: ArrayLike<number>, visit: (rows: number, m: number, beta: number) => void): number {
    expectVector(this.#who, 'theta', theta, this.length);
    const { count } = this.#examples;
    plan.theta.set(theta);
    sweep(plan, true, this.#examples, undefined, 0, count, {
      visit: (rows, done) => visit(rows, count, done === 0 ? 0 : 1),
    });
    return plan.sums.total(plan.lossWeights, count);
  }

  #withTangents(): { readonly plan: Plan<A>; readonly tangents: Tangents<A> } {
    if (this.#curved !== undefined) return this.#curved;
    expectDifferentiable(listsOf(this.#plan));
    const tangents = new Tangents<A>(), k = createTangentKernels(this.#k, tangents);
    const bind: Bind<A> = (table, _, list, arrayOf) => bindList(table, withConstants(list, tangents), arrayOf);
    return this.#curved = { plan: planFor(this.#model, k, this.#maxBatch, bind), tangents };
  }
}

/**
 * What a function in plain TypeScript writes without reading is constant: its derivative is 0, whatever stood there.
 */
function withConstants<A extends FloatArray>(list: List, tangents: Tangents<A>): List {
  return list.map((call) => {
    if ('body' in call) return { ...call, body: withConstants(call.body, tangents) };
    if (!('host' in call)) return call;
    const { reads, run } = call;
    return {
      ...call,
      run(state, ...arrays) {
        run(state, ...arrays);
        for (const array of arrays.slice(reads.length)) tangents.of(array as A).fill(0);
      },
    };
  });
}
