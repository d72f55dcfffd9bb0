/**
 * The plan of a network: its buffers, and who reads and writes them.
 * @module
 */
import { sizeOf } from '../core/shape.ts';
import type { FloatArray, Indices, Kernels } from '../kernels/index.ts';
import type { CacheSpec, Moment, Pass } from '../layers/index.ts';
import type { Loss, LossPass } from '../losses/index.ts';
import type { Targets } from './examples.ts';
import { views, type Network, type Placed } from './network.ts';
import { bindWeighting, type Weighting } from './weights.ts';
import { bindActivity, bindRegularization, regularizationRoom, type Activity, type Regularization } from './regularization.ts';

/** A buffer that forward keeps for backward, with how much of it an example takes; undefined where it is the batch's. */
interface Cache<A extends FloatArray> {
  readonly name: string;
  readonly values: A;
  readonly perExample: number | undefined;
}

/** One layer in the plan. z and a are one buffer where there is no activation, x and z one where nothing is computed. */
interface Stage<A extends FloatArray> {
  readonly name: string;
  readonly width: number;
  /** How often the last axis fits in: the activation works along that one, and leading axes are more rows. */
  readonly rows: number;
  readonly z: A;
  readonly a: A;
  readonly caches: readonly Cache<A>[];
  /** ∂J/∂a, then ∂J/∂z in its place. */
  readonly da: A;
  readonly own: Pass | undefined;
  readonly activation: Pass | undefined;
}

/** The end of a plan once a loss is attached. */
interface Head<A extends FloatArray> {
  readonly targets: A;
  readonly targetLength: number;
  readonly losses: A;
  readonly weighting: Weighting<A>;
  readonly pass: LossPass;
  /** Whether the loss stands for the last activation too. */
  readonly fused: boolean;
  /** What the outputs of layers add to the loss, by their number. */
  readonly activities: readonly (Activity | undefined)[];
}

/** A buffer by its name. */
export interface NamedTensor {
  readonly layer: string;
  readonly tensor: string;
  readonly values: FloatArray;
}

/** Room for what a loss keeps: its caches, targets, losses and weights, in units of maxBatch × outputs. */
const LOSS_ROOM = 8;
/** Room for what an optimizer keeps, in units of θ. Untouched pages of a block cost nothing. */
const SLOT_ROOM = 4;
const SPARE_ARRAYS = 16;

/** How much memory a network needs, training included: elements, and in how many arrays. */
export function requirements(network: Network, maxBatch: number): { length: number; arrays: number } {
  const { layers, inputShape, outputShape, length, stateLength } = network;
  const perExample = layers.reduce(
    (sum, { layer, outputShape: out }) => sum + (3 + (layer.activation?.caches ?? 0)) * sizeOf(out),
    2 * sizeOf(inputShape) + LOSS_ROOM * sizeOf(outputShape) + 2,
  );
  const caches = layers.flatMap(({ layer, inputShape: shape }) => layer.caches(shape)).map((cache) => elements(cache, maxBatch));
  const more = regularizationRoom(network, maxBatch);
  return {
    length: (2 + SLOT_ROOM) * length + stateLength + maxBatch * perExample + caches.reduce((sum, cache) => sum + cache, 0) + more.length,
    arrays: 3 * layers.length + caches.length + more.arrays + SPARE_ARRAYS,
  };
}

function elements({ length, per = 'example' }: CacheSpec, maxBatch: number): number {
  return per === 'example' ? length * maxBatch : length;
}

/** Enough for every tile of gemm. */
const WARM_UP_ROWS = 32;

export class Plan<A extends FloatArray> {
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
  #head: Head<A> | undefined;
  /** What a loss needs, kept for the next one. */
  #lossRoom: { readonly targets: A; readonly losses: A; readonly weights: A; readonly caches: A[]; activities?: Head<A>['activities'] } | undefined;

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
      const stage = this.#place(placed, place, x, dx);
      stages.push(stage);
      x = stage.a;
      if (stage.own !== undefined || stage.activation !== undefined) dx = stage.da;
    }
    this.#stages = stages;
  }

  #place({ layer, name, inputShape, outputShape, parameters, state }: Placed, place: number, x: A, dx: A | undefined): Stage<A> {
    const { k, maxBatch, theta, gradient } = this;
    const width = sizeOf(outputShape);
    const caches = layer.caches(inputShape).map((spec): Cache<A> => {
      const { name: cache, length, per = 'example' } = spec;
      return { name: cache, values: k.allocate(elements(spec, maxBatch)), perExample: per === 'example' ? length : undefined };
    });
    const y = k.allocate(maxBatch * width), dy = k.allocate(maxBatch * width);
    const own = layer.bind(k, {
      inputShape, place, x, y, dy, dx,
      parameters: views(theta, parameters), gradients: views(gradient, parameters), state: views(this.state, state),
      caches: Object.fromEntries(caches.map((cache) => [cache.name, cache.values])),
    });
    const z = own === undefined ? x : y;
    const da = own === undefined && dx !== undefined ? dx : dy;
    const a = layer.activation === undefined ? z : k.allocate(maxBatch * width);
    const lastAxis = outputShape[outputShape.length - 1];
    const activation = layer.activation?.bind(k, { width: lastAxis, z, a, da, dz: da, cache: () => k.allocate(maxBatch * width) });
    return { name, width, rows: width / lastAxis, z, a, da, caches, own, activation };
  }

  /** The network's output, maxBatch × outputs. */
  get prediction(): A {
    return this.#last.a;
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
    const targetLength = loss.target === 'label' ? 1 : outputs;
    const room = this.#lossRoom ??= { targets: k.allocate(maxBatch * outputs), losses: k.allocate(maxBatch), weights: k.allocate(maxBatch), caches: [] };
    const { targets, losses } = room;
    const { z, a, da, rows } = this.#last;
    const layer = this.network.layers.at(-1)?.layer;
    const mayFuse = rows === 1 && layer?.activityRegularizer === undefined; // which needs ∂J/∂a
    const fusion = mayFuse && loss.fused?.activation === layer?.activation?.name ? loss.fused : undefined;
    let taken = 0;
    const cache = (): A => room.caches[taken++] ??= k.allocate(maxBatch * outputs);
    const pass = (fusion ?? loss).bind(k, { outputs, prediction: a, targets, losses, gradient: da, logits: z, cache });
    const activities = room.activities ??= this.#stages.map(({ width, a: out, da: dOut }, i) => {
      const regularizer = this.network.layers[i].layer.activityRegularizer;
      return regularizer && bindActivity(k, regularizer, width, maxBatch, out, dOut, losses);
    });
    const weighting = bindWeighting(k, outputs, room.weights, losses, da);
    this.#head = { targets, targetLength, losses, weighting, pass, fused: fusion !== undefined, activities };
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

  /** Copies rows of examples to x: those that `order` lists from `first` on, or rows first, first + 1, … without it. */
  loadExamples(examples: Float32Array, order: Indices | undefined, first: number, batch: number): void {
    load(this.k, examples, this.#inputs, order, first, batch, this.x);
  }

  /** The same for targets. */
  loadTargets(targets: Targets, order: Indices | undefined, first: number, batch: number): void {
    const head = this.#attached;
    load(this.k, targets, head.targetLength, order, first, batch, head.targets);
  }

  /** The same for weights; without any, all examples count alike. */
  loadWeights(weights: Float32Array | undefined, order: Indices | undefined, first: number, batch: number): void {
    const { weighting } = this.#attached;
    weighting.active = weights !== undefined;
    if (weights !== undefined) load(this.k, weights, 1, order, first, batch, weighting.weights);
  }

  /** z and a of every layer. */
  forward(batch: number): void {
    for (const { own, activation, rows } of this.#stages) {
      own?.forward(batch);
      activation?.forward(batch * rows);
    }
  }

  /** `forward`, and the loss of each example; as a part of training where it is told the moment. */
  forwardLoss(batch: number, moment?: Moment): void {
    const { pass, weighting, fused, activities } = this.#attached;
    const last = this.#last;
    for (const stage of this.#stages) {
      if (moment !== undefined && stage.own?.train !== undefined) stage.own.train(batch, moment);
      else stage.own?.forward(batch);
      if (!fused || stage !== last) stage.activation?.forward(batch * stage.rows);
    }
    pass.forward(batch);
    weighting.forward(batch);
    for (const activity of activities) activity?.forward(batch);
  }

  /** After `forwardLoss`: ∇ ← beta·∇ + scale·∂(sum of the losses)/∂θ. */
  backward(batch: number, scale: number, beta: number): void {
    const { pass, weighting, fused, activities } = this.#attached;
    pass.backward(batch, scale);
    weighting.backward(batch);
    for (let i = this.#stages.length - 1; i >= 0; i--) {
      const { own, activation, rows } = this.#stages[i];
      activities[i]?.backward(batch, scale);
      if (!fused || i < this.#stages.length - 1) activation?.backward(batch * rows, beta);
      own?.backward(batch, beta);
    }
  }

  /** After the update of θ: constraints, and what layers keep beside it; the step counts as done. */
  finishStep(): void {
    this.regularization.constrain();
    for (const { own } of this.#stages) own?.finishStep?.();
    this.moment.step++;
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

  /** The tensors of ∇, from the last layer back, as backward fills them. */
  *gradientTensors(): Generator<NamedTensor> {
    for (const { layer, name, offset, length } of [...this.network.parameters].reverse()) {
      yield { layer, tensor: `∂J/∂${name}`, values: this.gradient.subarray(offset, offset + length) };
    }
  }
}

function load<A extends FloatArray>(
  k: Kernels<A>, source: ArrayLike<number>, width: number, order: Indices | undefined, first: number, batch: number, out: A,
): void {
  if (!(source instanceof Float32Array)) {
    for (let r = 0; r < batch; r++) {
      const row = order === undefined ? first + r : order[first + r];
      for (let j = 0; j < width; j++) out[r * width + j] = source[row * width + j];
    }
  } else if (order !== undefined) k.gather(batch, width, source, order, first, out);
  else if (source.length === batch * width) out.set(source);
  else out.set(source.subarray(first * width, (first + batch) * width));
}
