/**
 * The plan of a network: its buffers, and who reads and writes them.
 * @module
 */
import { sizeOf } from '../core/shape.ts';
import type { FloatArray, Indices, Kernels } from '../kernels/index.ts';
import type { Pass } from '../layers/index.ts';
import type { Loss, LossPass } from '../losses/index.ts';
import { views, type Network, type Placed } from './network.ts';

/** One layer in the plan. z and a are one buffer where there is no activation, x and z one where nothing is computed. */
interface Stage<A extends FloatArray> {
  readonly name: string;
  readonly width: number;
  readonly z: A;
  readonly a: A;
  readonly caches: Readonly<Record<string, A>>;
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
  readonly pass: LossPass;
  /** Whether the loss stands for the last activation too. */
  readonly fused: boolean;
}

/** A buffer by its name. */
export interface NamedTensor {
  readonly layer: string;
  readonly tensor: string;
  readonly values: FloatArray;
}

/** Room for what a loss keeps: its caches, targets and losses, in units of maxBatch × outputs. */
const LOSS_ROOM = 4;
/** Room for what an optimizer keeps, in units of θ. Untouched pages of a block cost nothing. */
const SLOT_ROOM = 4;
const SPARE_ARRAYS = 16;

/** How much memory a network needs, training included: elements, and in how many arrays. */
export function requirements({ layers, inputShape, outputShape, length }: Network, maxBatch: number): { length: number; arrays: number } {
  const perExample = layers.reduce(
    (sum, { layer, inputShape: shape, outputShape: out }) => sum + 3 * sizeOf(out) + layer.caches(shape).reduce((s, cache) => s + cache.length, 0),
    2 * sizeOf(inputShape) + LOSS_ROOM * sizeOf(outputShape) + 2,
  );
  const caches = layers.reduce((count, { layer, inputShape: shape }) => count + layer.caches(shape).length, 0);
  return { length: (2 + SLOT_ROOM) * length + maxBatch * perExample, arrays: 3 * layers.length + caches + SPARE_ARRAYS };
}

/** Enough for every tile of gemm. */
const WARM_UP_ROWS = 32;

export class Plan<A extends FloatArray> {
  readonly k: Kernels<A>;
  readonly network: Network;
  readonly maxBatch: number;
  readonly theta: A;
  readonly gradient: A;
  /** The batch's examples, maxBatch × inputs. */
  readonly x: A;
  readonly #inputs: number;
  readonly #stages: readonly Stage<A>[];
  #head: Head<A> | undefined;

  constructor(k: Kernels<A>, network: Network, maxBatch: number) {
    this.k = k;
    this.network = network;
    this.maxBatch = maxBatch;
    this.theta = k.allocate(network.length);
    this.gradient = k.allocate(network.length);
    this.#inputs = sizeOf(network.inputShape);
    this.x = k.allocate(maxBatch * this.#inputs);
    const stages: Stage<A>[] = [];
    let x = this.x, dx: A | undefined; // ∂J/∂x of the network itself is nobody's need
    for (const placed of network.layers) {
      const stage = this.#place(placed, x, dx);
      stages.push(stage);
      x = stage.a;
      if (stage.own !== undefined || stage.activation !== undefined) dx = stage.da;
    }
    this.#stages = stages;
  }

  #place({ layer, name, inputShape, outputShape, parameters }: Placed, x: A, dx: A | undefined): Stage<A> {
    const { k, maxBatch, theta, gradient } = this;
    const width = sizeOf(outputShape);
    const caches: Record<string, A> = {};
    for (const cache of layer.caches(inputShape)) caches[cache.name] = k.allocate(maxBatch * cache.length);
    const y = k.allocate(maxBatch * width), dy = k.allocate(maxBatch * width);
    const own = layer.bind(k, { inputShape, x, y, dy, dx, parameters: views(theta, parameters), gradients: views(gradient, parameters), caches });
    const z = own === undefined ? x : y;
    const da = own === undefined && dx !== undefined ? dx : dy;
    const a = layer.activation === undefined ? z : k.allocate(maxBatch * width);
    return { name, width, z, a, da, caches, own, activation: layer.activation?.bind(k, { width, z, a, da, dz: da }) };
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
    const targets = k.allocate(maxBatch * targetLength), losses = k.allocate(maxBatch);
    const { z, a, da } = this.#last;
    const fusion = loss.fused?.activation === this.network.layers.at(-1)?.layer.activation?.name ? loss.fused : undefined;
    const cache = (): A => k.allocate(maxBatch * outputs);
    const pass = (fusion ?? loss).bind(k, { outputs, prediction: a, targets, losses, gradient: da, logits: z, cache });
    this.#head = { targets, targetLength, losses, pass, fused: fusion !== undefined };
  }

  /** Runs forward and backward on what is in the buffers, so that the first real batch is fast. Leaves ∇ at 0. */
  warmUp(): void {
    const rows = Math.min(this.maxBatch, WARM_UP_ROWS);
    this.k.warmUp(() => {
      this.forwardLoss(rows);
      this.backward(rows, 1, 0);
    });
    this.gradient.fill(0);
  }

  /** Copies rows of examples to x: those that `order` lists from `first` on, or rows first, first + 1, … without it. */
  loadExamples(examples: Float32Array, order: Indices | undefined, first: number, batch: number): void {
    load(this.k, examples, this.#inputs, order, first, batch, this.x);
  }

  /** The same for targets. */
  loadTargets(targets: Float32Array, order: Indices | undefined, first: number, batch: number): void {
    const head = this.#attached;
    load(this.k, targets, head.targetLength, order, first, batch, head.targets);
  }

  /** z and a of every layer. */
  forward(batch: number): void {
    for (const { own, activation } of this.#stages) {
      own?.forward(batch);
      activation?.forward(batch);
    }
  }

  /** `forward`, and the loss of each example. */
  forwardLoss(batch: number): void {
    const { pass, fused } = this.#attached;
    const last = this.#last;
    for (const stage of this.#stages) {
      stage.own?.forward(batch);
      if (!fused || stage !== last) stage.activation?.forward(batch);
    }
    pass.forward(batch);
  }

  /** After `forwardLoss`: ∇ ← beta·∇ + scale·∂(sum of the losses)/∂θ. */
  backward(batch: number, scale: number, beta: number): void {
    const { pass, fused } = this.#attached;
    pass.backward(batch, scale);
    for (let i = this.#stages.length - 1; i >= 0; i--) {
      const { own, activation } = this.#stages[i];
      if (!fused || i < this.#stages.length - 1) activation?.backward(batch, beta);
      own?.backward(batch, beta);
    }
  }

  /** The buffers that a forward pass of `batch` examples has filled, in that order. */
  *forwardTensors(batch: number): Generator<NamedTensor> {
    yield { layer: 'input', tensor: 'x', values: this.x.subarray(0, batch * this.#inputs) };
    for (const { name, width, z, a, caches } of this.#stages) {
      const rows = batch * width;
      yield { layer: name, tensor: 'z', values: z.subarray(0, rows) };
      for (const [tensor, cache] of Object.entries(caches)) yield { layer: name, tensor, values: cache.subarray(0, (cache.length / this.maxBatch) * batch) };
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

function load<A extends FloatArray>(k: Kernels<A>, source: Float32Array, width: number, order: Indices | undefined, first: number, batch: number, out: A): void {
  if (order !== undefined) k.gather(batch, width, source, order, first, out);
  else if (source.length === batch * width) out.set(source);
  else out.set(source.subarray(first * width, (first + batch) * width));
}
