/**
 * One training step of a model, done on a copy that a recorder watches.
 * @module
 */

import { isFloat32Array } from '../../core/errors.ts';
import { bindList, type Indices } from '../../kernels/index.ts';
import {
  allTensors, learnedTensors, tensorsIn, type Examples, type NamedTensor, type Plan,
} from '../../plan/index.ts';
import { planFor } from '../../model/planFor.ts';
import type { Model } from '../../model/index.ts';
import { TrainingStep } from '../../model/step.ts';
import type { OptimizerWeights } from '../../optimizers/index.ts';
import type { BufferNames } from './bufferNames.ts';
import type { Recorder } from './recorder.ts';
import { createTracingKernels } from './tracingKernels.ts';

/** What a step goes on from. */
export interface StepStart {
  readonly theta: Float32Array;
  readonly state: Float32Array;
  readonly steps: number;
  readonly optimizer: OptimizerWeights;
}

/** Where a model stands, as copies. */
export function startOf(model: Model): StepStart {
  return {
    theta: model.theta.slice(), state: model.state.slice(), steps: model.steps,
    optimizer: model.optimizer.getWeights(model.theta),
  };
}

/** A model's copy, ready for one step. */
export class TracedStep {
  readonly plan: Plan<Float32Array>;
  readonly #model: Model;
  readonly #step: TrainingStep;

  /** For batches of up to `maxBatch` examples, which run in one piece. */
  constructor(
    model: Model, recorder: Recorder, maxBatch: number, { theta, state, steps, optimizer: weights }: StepStart,
  ) {
    const { optimizer } = model, plan = planFor(model, model.kernels, maxBatch, (k, phase, list, arrayOf) => (
      bindList(createTracingKernels(k, recorder, phase), list, arrayOf)));
    plan.theta.set(theta);
    plan.state.set(state);
    plan.moment.step = steps;
    const training = optimizer.prepare(plan.theta, createTracingKernels(plan.k, recorder, 'update'), model.trained);
    optimizer.setWeights(plan.theta, weights);
    this.plan = plan;
    this.#step = new TrainingStep(plan, training, model);
    this.#model = model;
    this.#nameBuffers(recorder.names);
  }

  /**
   * Trains on m rows, those that `order` lists from `first` on, and returns the sum of their losses.
   * Throws NonFiniteError as a model does.
   */
  run(examples: Examples, order: Indices | undefined, first: number, m: number, endsEpoch: boolean = false): number {
    return this.#step.run([], examples, order, first, m, endsEpoch);
  }

  /** The optimizer's state. */
  get optimizerWeights(): OptimizerWeights {
    return this.#model.optimizer.getWeights(this.plan.theta);
  }

  /** θ, what layers keep beside it, and the optimizer's buffers, tensor by tensor, as a trace names them. */
  *learned(): Generator<NamedTensor<Float32Array>> {
    yield* learnedTensors(this.plan);
    yield* this.#slots();
  }

  *#slots(): Generator<NamedTensor<Float32Array>> {
    const { plan: { theta } } = this, { optimizer, parameters } = this.#model;
    for (const name of Object.keys(this.optimizerWeights.slots)) {
      const slot = optimizer.getSlot(theta, name);
      if (slot.length === theta.length) yield* tensorsIn(slot, parameters, `${name} of `);
      else yield { layer: 'optimizer', tensor: name, values: slot };
    }
  }

  #nameBuffers(names: BufferNames): void {
    const { plan } = this;
    const shards = this.#step.shards?.tensors() ?? [];
    for (const { layer, tensor, values } of [...allTensors(plan), ...this.#slots(), ...shards]) {
      if (isFloat32Array(values)) names.name(layer, tensor, values);
    }
  }
}
