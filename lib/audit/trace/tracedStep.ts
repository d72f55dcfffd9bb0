/**
 * One training step of a model, done on a copy that a recorder watches.
 * @module
 */

import { isFloat32Array } from '../../core/errors.ts';
import type { Parameter } from '../../core/parameter.ts';
import type { Indices, Kernels, Moment } from '../../kernels/index.ts';
import type { Examples } from '../../model/examples.ts';
import { resolve } from '../../model/network.ts';
import { Plan } from '../../model/plan.ts';
import { requirements } from '../../model/requirements.ts';
import type { Sequential } from '../../model/index.ts';
import { trainStep } from '../../model/step.ts';
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
export function startOf(model: Sequential): StepStart {
  return { theta: model.theta.slice(), state: model.state.slice(), steps: model.steps, optimizer: model.optimizer.getWeights(model.theta) };
}

/** A plan that tells a recorder in which phase it is. */
class WatchedPlan extends Plan<Float32Array> {
  readonly #recorder: Recorder;

  constructor(k: Kernels, recorder: Recorder, model: Sequential, maxBatch: number) {
    super(k, resolve(model.layers), maxBatch, model.seed);
    this.#recorder = recorder;
    this.attachLoss(model.loss);
  }

  override forwardLoss(batch: number, moment?: Moment): void {
    this.#recorder.phase = 'forward';
    super.forwardLoss(batch, moment);
  }

  override backward(batch: number, scale: number, beta: number): void {
    this.#recorder.phase = 'backward';
    super.backward(batch, scale, beta);
    this.#recorder.phase = 'regularization'; // all that is left until the update
  }

  override finishStep(): void {
    this.#recorder.phase = 'update';
    super.finishStep();
  }
}

/** A model's copy, ready for one step. */
export class TracedStep {
  readonly plan: Plan<Float32Array>;
  readonly #model: Sequential;

  /** For batches of up to `maxBatch` examples, which run in one piece. */
  constructor(model: Sequential, recorder: Recorder, maxBatch: number, { theta, state, steps, optimizer: weights }: StepStart) {
    const network = resolve(model.layers), { length, arrays } = requirements(network, maxBatch), { optimizer } = model;
    const base = model.kernels.reserve(length, arrays);
    const plan = new WatchedPlan(createTracingKernels(base, recorder), recorder, model, maxBatch);
    plan.theta.set(theta);
    plan.state.set(state);
    plan.moment.step = steps;
    optimizer.prepare(plan.theta, createTracingKernels(base, recorder, 'update'), model.parameters);
    optimizer.setWeights(plan.theta, weights);
    this.plan = plan;
    this.#model = model;
    this.#nameBuffers(recorder.names);
  }

  /** Trains on m rows, those that `order` lists from `first` on, and returns the sum of their losses. Throws NonFiniteError as a model does. */
  run(examples: Examples, order: Indices | undefined, first: number, m: number, endsEpoch: boolean = false): number {
    return trainStep(this.plan, this.#model.optimizer, [], examples, order, first, m, endsEpoch);
  }

  /** The optimizer's state. */
  get optimizerWeights(): OptimizerWeights {
    return this.#model.optimizer.getWeights(this.plan.theta);
  }

  /** θ, what layers keep beside it, and the optimizer's buffers, tensor by tensor, as a trace names them. */
  *learned(): Generator<{ readonly layer: string; readonly tensor: string; readonly values: Float32Array }> {
    const { plan: { theta, state } } = this, { optimizer, parameters, stateTensors } = this.#model;
    const parts = function* (flat: Float32Array, prefix: string, tensors: readonly Parameter[] = parameters) {
      for (const { layer, name, offset, length } of tensors) yield { layer, tensor: `${prefix}${name}`, values: flat.subarray(offset, offset + length) };
    };
    yield* parts(theta, '');
    yield* parts(state, '', stateTensors);
    for (const name of Object.keys(this.optimizerWeights.slots)) {
      const slot = optimizer.getSlot(theta, name);
      if (slot.length === theta.length) yield* parts(slot, `${name} of `);
      else yield { layer: 'optimizer', tensor: name, values: slot };
    }
  }

  #nameBuffers(names: BufferNames): void {
    const { plan } = this;
    for (const { layer, tensor, values } of [...plan.tensors(), ...plan.regularization.terms(), ...this.learned()]) {
      if (isFloat32Array(values)) names.name(layer, tensor, values);
    }
  }
}
