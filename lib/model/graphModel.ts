/**
 * What a model is before it is compiled: a graph of layers with its parameters, and the plan that runs it.
 * @module
 */

import { brand } from '../core/brand.ts';
import { StateError, expectInteger, expectName } from '../core/errors.ts';
import type { Numbers } from '../core/numbers.ts';
import type { Parameter } from '../core/parameter.ts';
import { replay } from '../graph/index.ts';
import type { Kernels, RowSource } from '../kernels/index.ts';
import { MOST_THREADS } from '../kernels/mostThreads.ts';
import type { Layer, SymbolicTensor } from '../layers/index.ts';
import { toSymbolicTensors } from '../layers/layer.ts';
import { initialize, makePlan, type Network, type Plan } from '../plan/index.ts';
import type { GivenInputs } from './columns.ts';
import { shapesOf, takeInputs } from './examples.ts';
import { expectAbsent } from './expectAbsent.ts';
import { expectStateful, fixedBatch, statefulLayers } from './fixedBatch.ts';
import type { PredictOptions } from './model.ts';
import { expectPredictOptions, toParts, toSourceParts } from './partOptions.ts';
import { predict, predictSource } from './predict.ts';
import { isSource, type BatchSource, type GivenRows } from './source.ts';
import { summary, type SummaryOptions } from './summary.ts';
import type { predictWatcher } from './watcher.ts';
import { getTensors, keepTensors, layerOf, layersOf, setTensors } from './tensors.ts';

/** What all models are made with. */
export interface ModelOptions {
  /** Governs everything random: first weights, shuffling, noise. A whole number from 0 to 2⁵³ − 1; default 0. */
  readonly seed?: number;
  /**
   * Most examples that are computed at once; memory is sized for it. Larger batches run in parts, with the same bits.
   * Default 128.
   */
  readonly maxBatch?: number;
  /** The table to compute with; default the best for this engine. All give the same bits. */
  readonly kernels?: Kernels;
  /**
   * How many threads compute, instead of `kernels`: from 1 to 64, as many as there are cores, or fewer. Steps that are
   * too small for it run on one thread. Default 1. Same bits.
   */
  readonly threads?: number;
  /**
   * First values of all tensors, as `getWeights` gives them, instead of those that the layers' initializers draw.
   * Default none.
   */
  readonly weights?: readonly Numbers[];
  /** What its layers' names begin with in models that it is part of. Default 'model'. */
  readonly name?: string;
}

/** See {@link Model}. */
export abstract class GraphModel {
  static { brand(this, 'Model'); }

  readonly seed: number;
  /** What layers are called within models that it is part of; undefined is 'model'. */
  readonly name: string | undefined;
  /** Who it is in messages. */
  protected readonly who: string;
  readonly #kernels: Kernels;
  readonly #maxBatch: number;
  /** Undefined while there are no layers. */
  #plan: Plan<Float32Array> | undefined;

  /** Throws TypeError, RangeError or ShapeError, as `who`, for options that do not fit the network. */
  constructor(
    who: string, network: Network | undefined, options: ModelOptions, kernels: (threads: number) => Kernels,
  ) {
    const { seed = 0, maxBatch = 128, threads = 1, weights, name } = options;
    expectInteger(who, 'seed', seed);
    expectInteger(who, 'maxBatch', maxBatch, 1);
    expectInteger(who, 'threads', threads, 1, MOST_THREADS);
    if (options.threads !== undefined) {
      expectAbsent(who, options, ['kernels'], 'where threads is given', "write kernels: createKernels('threads', …)");
    }
    if (name !== undefined) expectName(who, 'name', name);
    this.seed = seed;
    this.name = name;
    this.who = who;
    this.#kernels = options.kernels === undefined ? kernels(threads) : options.kernels;
    this.#maxBatch = maxBatch;
    this.#build(network);
    if (weights !== undefined) this.setWeights(weights);
    else this.#initialize();
  }

  /**
   * Makes room for other layers: θ and all buffers are new, with first values but for the layers that stand where they
   * stood.
   */
  protected rebuild(network: Network | undefined): void {
    const before = this.#plan;
    this.#build(network);
    this.#initialize();
    if (before === undefined || this.#plan === undefined) return;
    keepTensors(before, this.#plan);
    this.#plan.moment.step = before.moment.step;
  }

  #build(network: Network | undefined): void {
    if (network === undefined) return void (this.#plan = undefined);
    expectStateful(this.who, network);
    const rows = fixedBatch(network) ?? this.#maxBatch; // stateful layers take their batch in one piece
    this.#plan = makePlan(this.who, this.#kernels, network, rows, this.seed);
  }

  #initialize(): void {
    if (this.#plan !== undefined) initialize(this.#plan.network, this.theta, this.seed, this.state);
  }

  /** Throws StateError while there are no layers. */
  protected get plan(): Plan<Float32Array> {
    if (this.#plan !== undefined) return this.#plan;
    const advice = 'call add, such as add(dense({ units: 1, inputShape: [2] }))';
    throw new StateError(`${this.who}: the model must have a layer first, got none; ${advice}`);
  }

  get theta(): Float32Array {
    return this.plan.theta;
  }

  get gradient(): Float32Array {
    return this.plan.gradient;
  }

  get network(): Network {
    return this.plan.network;
  }

  get parameters(): readonly Parameter[] {
    return this.network.parameters;
  }

  get state(): Float32Array {
    return this.plan.state;
  }

  get stateTensors(): readonly Parameter[] {
    return this.network.state;
  }

  get layers(): readonly Layer[] {
    return this.#plan === undefined ? [] : this.network.layers.map(({ layer }) => layer);
  }

  get kernels(): Kernels {
    return this.#kernels;
  }

  get maxBatch(): number {
    return this.#plan?.maxBatch ?? this.#maxBatch;
  }

  /**
   * The outputs for examples x, one row each, one after the other; see {@link PredictOptions}. Throws TypeError,
   * ShapeError or RangeError where an argument does not fit, and StateError for a model of several outputs.
   */
  predict(x: GivenInputs, options?: PredictOptions): Float32Array;
  /** The same of a source, of at most `steps` batches. Throws likewise, and what the source throws. */
  predict(source: BatchSource<GivenRows>, options?: PredictOptions): Promise<Float32Array>;
  predict(x: unknown, options: unknown = {}): Float32Array | Promise<Float32Array> {
    const { outputNames } = this.network.graph;
    if (outputNames.length > 1) {
      const known = outputNames.join(', ');
      throw new StateError(`predict: the model must have 1 output, got ${known}; predictAll gives them by name`);
    }
    return this.#predict('predict', x, options, ([output]) => output);
  }

  /** All outputs by name. Throws as `predict` does for arguments. */
  predictAll(x: GivenInputs, options?: PredictOptions): Readonly<Record<string, Float32Array>>;
  /** The same of a source. Throws as `predict` does for arguments. */
  predictAll(source: BatchSource<GivenRows>, options?: PredictOptions): Promise<Readonly<Record<string, Float32Array>>>;
  predictAll(
    x: unknown, options: unknown = {},
  ): Readonly<Record<string, Float32Array>> | Promise<Readonly<Record<string, Float32Array>>> {
    const { outputNames } = this.network.graph;
    return this.#predict('predictAll', x, options, (outputs) =>
      Object.fromEntries(outputNames.map((name, i) => [name, outputs[i]])));
  }

  #predict<T>(who: string, x: unknown, options: unknown, result: (outputs: Float32Array[]) => T): T | Promise<T> {
    expectPredictOptions<PredictOptions>(who, options);
    const shapes = shapesOf(this.network);
    if (isSource(x)) {
      const parts = toSourceParts(who, options), watcher = this.watcher(who, options, true);
      return predictSource(who, this.plan, shapes, x, parts, watcher).then(result);
    }
    const columns: RowSource[] = [], count = takeInputs(who, x, shapes, columns);
    const parts = toParts(who, options, count, this.maxBatch, shapes.batchSize);
    return result(predict(this.plan, columns, parts, this.watcher(who, options)));
  }

  /** Who is told of a prediction, which may wait for them. */
  protected abstract watcher(
    who: string, options: PredictOptions, waits?: boolean,
  ): ReturnType<typeof predictWatcher>;

  /** What the model gives for tensors, as a part of another model. Throws as `apply` of a layer does. */
  apply(inputs: SymbolicTensor | readonly SymbolicTensor[]): SymbolicTensor {
    const outputs = this.applyAll(inputs);
    if (outputs.length === 1) return outputs[0];
    throw new StateError(`apply: the model must have 1 output, got ${outputs.length}; applyAll gives them`);
  }

  /** The same for all outputs. */
  applyAll(inputs: SymbolicTensor | readonly SymbolicTensor[]): readonly SymbolicTensor[] {
    const plan = this.plan, { graph, layers } = plan.network, given = toSymbolicTensors('apply', 'inputs', inputs);
    return replay('apply', graph, given, (layer) => ({
      name: `${this.name ?? 'model'}/${layer.name}`,
      first: () => getTensors(layers.filter(({ owner }) => owner === layer.owner), plan.theta, plan.state),
    }));
  }

  /** A layer by its name, or by its number, from 0 or back from −1. Throws RangeError where there is none. */
  getLayer(layer: string | number): Layer {
    return layerOf(this.network, layer).layer;
  }

  /** A table of layers, shapes and parameters, as text. Throws for options that do not fit. */
  summary(options?: SummaryOptions): string {
    return summary(this.network, options);
  }

  /** Puts the states of stateful layers to 0: the next batch begins anew. */
  resetStates(): void {
    for (const { state } of statefulLayers(this.network)) {
      for (const { offset, length } of state) this.state.fill(0, offset, offset + length);
    }
  }

  /** Copies of all tensors, or of one layer, those of the state last. Throws RangeError for a name that is none. */
  getWeights(layer?: string): Float32Array[] {
    return getTensors(layersOf(this.network, layer), this.theta, this.state);
  }

  /** Sets what `getWeights` gives. Throws TypeError or ShapeError, and changes nothing, where it does not fit. */
  setWeights(weights: readonly Numbers[], layer?: string): void {
    setTensors(layersOf(this.network, layer), this.theta, this.state, weights);
  }
}
