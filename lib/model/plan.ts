/**
 * The plan of a network: its buffers, and who reads and writes them.
 * @module
 */

import { sizeOf } from '../core/shape.ts';
import {
  bindList, newRun, runList, type BoundCall, type FloatArray, type Indices, type Kernels, type Moment, type Run,
} from '../kernels/index.ts';
import type { Loss } from '../losses/index.ts';
import { expectLabels, expectUnchanged, type Examples, type Targets } from './examples.ts';
import { loadRows } from './loadRows.ts';
import type { Network } from './network.ts';
import { LossRoom, attachLoss, type Head } from './lossHead.ts';
import { bindRegularization, type Regularization } from './regularization.ts';
import { calls } from './calls.ts';
import { placeStage, type Room, type Stage } from './stage.ts';

/** A buffer by its name. */
export interface NamedTensor {
  readonly layer: string;
  readonly tensor: string;
  readonly values: FloatArray;
}

/** Enough for every tile of gemm. */
const WARM_UP_ROWS = 32;

export class Plan<A extends FloatArray> implements Room<A> {
  readonly k: Kernels<A>;
  readonly network: Network;
  readonly maxBatch: number;
  readonly theta: A;
  readonly gradient: A;
  /** What layers keep beside θ. */
  readonly state: A;
  /** What the next training pass is told; `step` counts the steps done. */
  readonly moment: { -readonly [name in keyof Moment]: Moment[name] };
  readonly regularization: Regularization;
  /** The batch's examples, maxBatch × inputs. */
  readonly x: A;
  readonly #inputs: number;
  readonly #stages: readonly Stage<A>[];
  readonly #run: Run;
  readonly #predict: readonly BoundCall[];
  readonly #finish: readonly BoundCall[];
  readonly #isGradientFinite: BoundCall;
  readonly #areLearnedFinite: readonly BoundCall[];
  #head: Head<A> | undefined;
  /** What a loss needs, kept for the next one. */
  #lossRoom: LossRoom<A> | undefined;

  constructor(k: Kernels<A>, network: Network, maxBatch: number, seed: number = 0) {
    this.k = k;
    this.network = network;
    this.maxBatch = maxBatch;
    this.theta = k.allocate(network.length);
    this.gradient = k.allocate(network.length);
    this.state = k.allocate(network.stateLength);
    this.moment = { seed, step: 0, row: 0, batch: 0 };
    this.regularization = bindRegularization(k, network, this.theta, this.gradient);
    this.#inputs = sizeOf(network.inputShape);
    this.x = k.allocate(maxBatch * this.#inputs);
    const stages: Stage<A>[] = [];
    let x = this.x, dx: A | undefined; // ∂J/∂x of the network itself is nobody's need
    for (const [place, placed] of network.layers.entries()) {
      const stage = placeStage(this, placed, place, x, dx);
      stages.push(stage);
      x = stage.a;
      if (stage.own !== undefined || stage.activation !== undefined) dx = stage.da;
    }
    this.#stages = stages;
    this.#run = { ...newRun(), moment: this.moment };
    this.#predict = stages.flatMap(({ k: own, own: lists, activation }) => bindList(own, [...lists?.forward ?? [], ...activation?.forward ?? []]));
    [this.#isGradientFinite, ...this.#areLearnedFinite] = bindList(k, [this.gradient, this.theta, ...(network.stateLength > 0 ? [this.state] : [])]
      .map((numbers) => calls.allFinite(numbers.length, numbers, 0)));
    this.#finish = stages.flatMap(({ k: own, own: lists }) => bindList(own, lists?.finish ?? []));
  }

  /** The network's output, maxBatch × outputs. */
  get prediction(): A {
    return this.#last.a;
  }

  /** ∂J/∂prediction, or where the loss stands for the last activation too ∂J/∂z of the last layer; maxBatch × outputs. */
  get outputGradient(): A {
    return this.#last.da;
  }

  /** Whether the loss stands for the last activation too. */
  get isFused(): boolean {
    return this.#attached.fused;
  }

  get outputs(): number {
    return this.#last.width;
  }

  get targets(): A {
    return this.#attached.targets;
  }

  /** The losses of the examples of the last forward pass. */
  get losses(): A {
    return this.#attached.losses;
  }

  get #last(): Stage<A> {
    return this.#stages[this.#stages.length - 1];
  }

  get #attached(): Head<A> {
    if (this.#head === undefined) throw new Error('plan: no loss is attached');
    return this.#head;
  }

  /** Puts a loss at the end, instead of the one before. */
  attachLoss(loss: Loss): void {
    const { k, maxBatch, outputs } = this;
    const room = this.#lossRoom ??= new LossRoom(k, maxBatch, outputs);
    this.#head = attachLoss(k, this.network, this.#stages, maxBatch, room, loss);
  }

  /** Calls in plain TypeScript, with who makes them. */
  get hosts(): Head<A>['hosts'] {
    return this.#attached.hosts;
  }

  /** Runs forward and backward on what is in the buffers, so that the first real batch is fast. Leaves ∇ at 0. */
  warmUp(): void {
    const rows = Math.min(this.maxBatch, WARM_UP_ROWS);
    this.k.warmUp(() => {
      this.forwardLoss(rows, { ...this.moment, batch: rows });
      this.backward(rows, 1, 0);
    });
    this.gradient.fill(0);
  }

  /**
   * Makes `batch` rows of data the batch: `loadExamples`, `loadTargets` and `loadWeights`. The data are the caller's,
   * who may have changed them since they were checked: throws ShapeError, TypeError or RangeError for an array of
   * another length, or a target that is none.
   */
  load(data: Examples, order: Indices | undefined, first: number, batch: number): void {
    const { targetLength, targets, classes } = this.#attached;
    expectUnchanged(data, this.#inputs, targetLength, order, first, batch);
    this.loadExamples(data.x, order, first, batch);
    this.loadTargets(data.y, order, first, batch);
    if (classes > 0) expectLabels(data.who, targets, batch, classes, order, first);
    this.loadWeights(data.weights, order, first, batch);
  }

  /** Copies rows of examples to x: those that `order` lists from `first` on, or rows first, first + 1, … without it. */
  loadExamples(examples: Float32Array, order: Indices | undefined, first: number, batch: number): void {
    loadRows(this.k, examples, this.#inputs, order, first, batch, this.x);
  }

  /** The same for targets. */
  loadTargets(targets: Targets, order: Indices | undefined, first: number, batch: number): void {
    const head = this.#attached;
    loadRows(this.k, targets, head.targetLength, order, first, batch, head.targets);
  }

  /** The same for weights; without any, all examples count alike. */
  loadWeights(weights: Float32Array | undefined, order: Indices | undefined, first: number, batch: number): void {
    const head = this.#attached;
    head.isWeighted = weights !== undefined;
    if (weights !== undefined) loadRows(this.k, weights, 1, order, first, batch, head.weights);
  }

  /** z and a of every layer. */
  forward(batch: number): void {
    const run = this.#run;
    run.batch = batch;
    runList(this.#predict, run);
  }

  /** `forward`, and the loss of each example; as a part of training where it is told the moment. */
  forwardLoss(batch: number, moment?: Moment): void {
    const head = this.#attached, run = this.#run;
    run.batch = batch;
    run.moment = moment ?? this.moment;
    runList(moment === undefined ? head.evaluate : head.train, run);
    if (head.isWeighted) runList(head.weight, run);
    runList(head.activities, run);
  }

  /** After `forwardLoss`: ∇ ← beta·∇ + scale·∂(sum of the losses)/∂θ. */
  backward(batch: number, scale: number, beta: number): void {
    this.backwardLoss(batch, scale);
    this.backwardLayers(batch, scale, beta);
  }

  /** The first part of `backward`: `outputGradient` from the loss. */
  backwardLoss(batch: number, scale: number): void {
    const head = this.#attached, run = this.#run;
    run.batch = batch;
    run.scale = scale;
    runList(head.backwardLoss, run);
    if (head.isWeighted) runList(head.weightGradient, run);
  }

  /** The second part: from `outputGradient` back through the layers. */
  backwardLayers(batch: number, scale: number, beta: number): void {
    const run = this.#run;
    run.batch = batch;
    run.scale = scale;
    run.beta = beta;
    runList(this.#attached.backwardLayers, run);
  }

  /** Whether ∇ has no NaN and no Infinity. */
  isGradientFinite(): boolean {
    return this.#isGradientFinite(this.#run) === true;
  }

  /** The same of θ and of what layers keep beside it. */
  areLearnedFinite(): boolean {
    for (let i = 0; i < this.#areLearnedFinite.length; i++) if (this.#areLearnedFinite[i](this.#run) !== true) return false;
    return true;
  }

  /** After the update of θ: constraints, and what layers keep beside it; the step counts as done. */
  finishStep(): void {
    this.regularization.constrain();
    runList(this.#finish, this.#run);
    this.moment.step++;
  }

  /**
   * Every buffer by its name, for those who watch a table of kernels at work: parameters and ∂J/∂ of them, z, a and caches of layers, δ, which holds
   * ∂J/∂a of a layer and then, in its place, ∂J/∂z.
   */
  *tensors(): Generator<NamedTensor> {
    const { network, theta, gradient, state, x } = this;
    for (const { layer, name, offset, length } of network.parameters) {
      yield { layer, tensor: name, values: theta.subarray(offset, offset + length) };
      yield { layer, tensor: `∂J/∂${name}`, values: gradient.subarray(offset, offset + length) };
    }
    for (const { layer, name, offset, length } of network.state) yield { layer, tensor: name, values: state.subarray(offset, offset + length) };
    yield { layer: 'input', tensor: 'x', values: x };
    for (const { name, z, a, da, caches, kept, own, activation } of this.#stages) {
      if (own !== undefined) yield { layer: name, tensor: 'z', values: z };
      if (a !== z) yield { layer: name, tensor: 'a', values: a };
      if (own !== undefined || activation !== undefined) yield { layer: name, tensor: a === z ? '∂J/∂z' : 'δ', values: da };
      for (const { name: tensor, values } of caches) yield { layer: name, tensor, values };
      for (const [i, values] of kept.entries()) yield { layer: name, tensor: `cache ${i + 1}`, values };
    }
    if (this.#lossRoom === undefined) return;
    const { targets, losses, weights, taken } = this.#lossRoom;
    yield { layer: 'loss', tensor: 'y', values: targets };
    yield { layer: 'loss', tensor: 'losses', values: losses };
    yield { layer: 'loss', tensor: 'weights', values: weights };
    for (const [i, values] of taken.entries()) yield { layer: 'loss', tensor: `cache ${i + 1}`, values };
  }

  /** The buffers that a forward pass of `batch` examples has filled, in that order. */
  *forwardTensors(batch: number): Generator<NamedTensor> {
    yield { layer: 'input', tensor: 'x', values: this.x.subarray(0, batch * this.#inputs) };
    for (const { name, width, z, a, caches } of this.#stages) {
      const rows = batch * width;
      yield { layer: name, tensor: 'z', values: z.subarray(0, rows) };
      for (const { name: tensor, values, perExample } of caches) {
        yield { layer: name, tensor, values: perExample === undefined ? values : values.subarray(0, perExample * batch) };
      }
      if (a !== z) yield { layer: name, tensor: 'a', values: a.subarray(0, rows) };
    }
    if (this.#head !== undefined) yield { layer: 'loss', tensor: 'losses', values: this.losses.subarray(0, batch) };
  }

  /** The tensors of θ, then those of the state. */
  *learnedTensors(): Generator<NamedTensor> {
    const { network, theta, state } = this;
    for (const [flat, tensors] of [[theta, network.parameters], [state, network.state]] as const) {
      for (const { layer, name, offset, length } of tensors) {
        yield { layer, tensor: name, values: flat.subarray(offset, offset + length) };
      }
    }
  }

  /** The tensors of ∇, from the last layer back, as backward fills them. */
  *gradientTensors(): Generator<NamedTensor> {
    for (const { layer, name, offset, length } of [...this.network.parameters].reverse()) {
      yield { layer, tensor: `∂J/∂${name}`, values: this.gradient.subarray(offset, offset + length) };
    }
  }
}
