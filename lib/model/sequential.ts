/**
 * A model that is a stack of layers.
 * @module
 */

import { brand } from '../core/brand.ts';
import {
  StateError, expectArray, expectFloat32Array, expectInteger, expectKnownOptions, expectNoMisspelling,
} from '../core/errors.ts';
import type { Parameter } from '../core/parameter.ts';
import { defaultKernels, type Kernels } from '../kernels/index.ts';
import type { Layer } from '../layers/index.ts';
import type { Loss } from '../losses/index.ts';
import type { Metric } from '../metrics/index.ts';
import type { Optimizer } from '../optimizers/index.ts';
import type { Logs } from './callback.ts';
import { NO_OPTIONS, expectBatchOptions, type BatchOptions } from './batchOptions.ts';
import { beginTraining } from './beginTraining.ts';
import { checkedExamples, ofClasses } from './checkedExamples.ts';
import { toChosen, type CompileOptions } from './compileOptions.ts';
import { evaluate } from './evaluate.ts';
import { stack } from '../graph/index.ts';
import { initialize, layOut, makePlan, type Network, type Plan, type Targets } from '../plan/index.ts';
import { countExamples, expectNoConstant, expectOutputs } from './examples.ts';
import { expectMetricOutputs } from './expectMetrics.ts';
import type { FitOptions } from './fitOptions.ts';
import type { History } from './history.ts';
import { LAST_EPOCH, begunAt, toPlace, toPosition, type Place, type Position } from './position.ts';
import { predict } from './predict.ts';
import { runTraining } from './runTraining.ts';
import { TrainingStep, measured, type Compiled } from './step.ts';
import { summary } from './summary.ts';
import { getTensors, setTensors } from './tensors.ts';
import type { SampleWeightOption } from './weights.ts';

export interface SequentialOptions {
  /** Governs everything random: first weights, shuffling, noise. A whole number from 0 to 2⁵³ − 1; default 0. */
  readonly seed?: number;
  /** Most examples that are computed at once; memory is sized for it. Larger batches run in parts, with the same bits. Default 128. */
  readonly maxBatch?: number;
  /** The table to compute with; default the best for this engine. All give the same bits. */
  readonly kernels?: Kernels;
  /** First values of all tensors, as `getWeights` gives them, instead of those that the layers' initializers draw. */
  readonly weights?: readonly ArrayLike<number>[];
}

/** Loss of a batch, from before its update, and the metrics by name. */
export interface BatchResult {
  readonly loss: number;
  readonly [metric: string]: number;
}

export class Sequential {
  static { brand(this, 'Sequential'); }

  readonly seed: number;
  /** Set it, from a callback say, to end a running `fit` after the batch. */
  stopTraining = false;
  /** That of the last `fit`, also where it was aborted or failed. */
  history: History | undefined;
  readonly #kernels: Kernels;
  readonly #network: Network;
  readonly #plan: Plan<Float32Array>;
  #compiled: Compiled | undefined;
  #place: Place | undefined;
  #epochsBegun = 0;
  #fitting = false;

  constructor(layers: readonly Layer[], options: SequentialOptions = {}) {
    expectKnownOptions('sequential', options, ['seed', 'maxBatch', 'kernels', 'weights']);
    const { seed = 0, maxBatch = 128, kernels = defaultKernels(), weights } = options;
    expectArray('sequential', 'layers', layers);
    expectInteger('sequential', 'seed', seed);
    expectInteger('sequential', 'maxBatch', maxBatch, 1);
    this.seed = seed;
    this.#kernels = kernels;
    this.#network = layOut(stack('sequential', layers));
    layers.forEach((layer, i) => expectNoMisspelling('sequential', `layers[${i}]`, layer, LAYER_MEMBERS));
    this.#plan = makePlan('sequential', kernels, this.#network, maxBatch, seed);
    if (weights === undefined) initialize(this.#network, this.theta, seed, this.state);
    else this.setWeights(weights);
  }

  /** All parameters, one after the other; the buffer itself, never re-made. */
  get theta(): Float32Array {
    return this.#plan.theta;
  }

  /** ∇J of the last training step, laid out as θ; the buffer itself. */
  get gradient(): Float32Array {
    return this.#plan.gradient;
  }

  /** The graph of its layers, and where their tensors lie. */
  get network(): Network {
    return this.#network;
  }

  /** Which tensor lies where in θ. */
  get parameters(): readonly Parameter[] {
    return this.#network.parameters;
  }

  /** What layers keep beside θ, such as moving averages; changed by training, but not by the optimizer. The buffer itself. */
  get state(): Float32Array {
    return this.#plan.state;
  }

  /** Which tensor lies where in the state. */
  get stateTensors(): readonly Parameter[] {
    return this.#network.state;
  }

  /** Training steps done: with the seed it governs noise, so set it to go on with training begun elsewhere. */
  get steps(): number {
    return this.#plan.moment.step;
  }

  set steps(value: number) {
    expectInteger('sequential', 'steps', value, 0, 4294967295);
    this.#plan.moment.step = value;
  }

  /**
   * Epochs that `fit` has begun, in all: those of which it has done a step. With the seed it governs the order of the
   * next one, so set it to go on with training begun elsewhere: epoch after epoch of single `fit`s has the order of one
   * `fit` over all of them.
   */
  get epochsBegun(): number {
    return this.#epochsBegun;
  }

  set epochsBegun(value: number) {
    expectInteger('sequential', 'epochsBegun', value, 0, LAST_EPOCH);
    this.#epochsBegun = value;
  }

  /** Where the last `fit` since `compile` stands: what one with `resume` goes on from. Set it, after `history`, to go on with one begun elsewhere. */
  get position(): Position | undefined {
    return this.#place && this.#compiled && toPosition(this.#place, this.#compiled);
  }

  set position(value: Position | undefined) {
    const compiled = this.#expectCompiled('position');
    this.#expectIdle('position');
    this.#place = value === undefined ? undefined : toPlace(value, compiled, this.history);
    if (this.#place !== undefined) this.#epochsBegun = Math.max(this.#epochsBegun, begunAt(this.#place));
  }

  get layers(): readonly Layer[] {
    return this.#network.layers.map(({ layer }) => layer);
  }

  /** The table that it computes with. */
  get kernels(): Kernels {
    return this.#kernels;
  }

  /** Most examples that are computed at once. */
  get maxBatch(): number {
    return this.#plan.maxBatch;
  }

  /** Whether `compile` has been called. */
  get isCompiled(): boolean {
    return this.#compiled !== undefined;
  }

  /** The optimizer given to `compile`; so `loss` and `metrics`. Throws StateError before that. */
  get optimizer(): Optimizer {
    return this.#expectCompiled('optimizer').optimizer;
  }

  get loss(): Loss {
    return this.#expectCompiled('loss').loss;
  }

  get metrics(): readonly Metric[] {
    return this.#expectCompiled('metrics').metrics;
  }

  /** Settles how to train. Throws TypeError, RangeError or ShapeError for what is none, or does not fit the network. */
  compile(options: CompileOptions): void {
    const { optimizer, loss, metrics } = toChosen(options);
    this.#expectIdle('compile');
    const { layers, outputShape, inputShape } = this.#network, { outputs, k } = this.#plan;
    expectNoConstant('compile', layers);
    expectOutputs('compile', loss, outputShape);
    expectMetricOutputs('compile', metrics, outputShape);
    const start = () => metrics.map((metric) => metric.start(outputs, loss));
    const counts = { batch: start(), epoch: start(), validation: start(), evaluation: start() };
    this.#plan.attachLosses([loss]);
    this.#plan.warmUp();
    optimizer.prepare(this.theta, k, this.parameters);
    this.#compiled = { optimizer, step: new TrainingStep(this.#plan, optimizer), loss, metrics, counts, inputShape, outputs };
    this.#place = undefined; // the counts of the epoch are new
  }

  /**
   * Trains on examples x (one row of `inputShape` each) and targets y; see {@link FitOptions}.
   *
   * Gives the event loop a turn at least every 16 ms or step, whichever is longer. Throws (rejects with) StateError before
   * `compile` or while another `fit` runs, TypeError, ShapeError or RangeError for arguments that do not fit, NonFiniteError
   * where loss or gradient, or θ after the update, is no finite number, and the signal's reason where it is aborted.
   */
  async fit(x: Float32Array, y: Targets, options: FitOptions = {}): Promise<History> {
    const compiled = this.#expectCompiled('fit');
    this.#expectIdle('fit');
    const { options: checked, ...beginning } = beginTraining(compiled, x, y, options, {
      history: this.history, place: this.#place, epochsBegun: this.#epochsBegun,
    });
    this.history = beginning.history;
    this.#place = beginning.place;
    this.stopTraining = false;
    this.#fitting = true;
    await runTraining({ model: this, plan: this.#plan, seed: this.seed, ...beginning }, checked, () => { this.#fitting = false; });
    return beginning.history;
  }

  /** One training step on the examples given, all of them one batch. Throws as `fit` does. */
  trainOnBatch(x: Float32Array, y: Targets, options: BatchOptions = NO_OPTIONS): BatchResult {
    const compiled = this.#expectCompiled('trainOnBatch');
    this.#expectIdle('trainOnBatch');
    if (options !== NO_OPTIONS) expectBatchOptions(options);
    const { classWeight, endsEpoch = false } = options;
    const examples = checkedExamples('trainOnBatch', compiled, x, y, options);
    const data = ofClasses('trainOnBatch', compiled, examples, classWeight);
    const { step, metrics, counts } = compiled;
    for (const count of counts.batch) count.reset();
    const total = step.run(counts.batch, data, undefined, 0, data.count, endsEpoch);
    return measured(total / data.count, metrics, counts.batch);
  }

  /** Mean loss and metrics over the examples. Throws StateError before `compile`, and as `fit` does for arguments. */
  evaluate(x: Float32Array, y: Targets, options: SampleWeightOption = {}): Logs & BatchResult {
    const compiled = this.#expectCompiled('evaluate');
    expectKnownOptions('evaluate', options, ['sampleWeight']);
    return evaluate(this.#plan, compiled, checkedExamples('evaluate', compiled, x, y, options));
  }

  /** The outputs for examples x, one row each. Throws TypeError or ShapeError where x does not fit. */
  predict(x: Float32Array): Float32Array {
    expectFloat32Array('predict', 'x', x);
    return predict(this.#plan, x, countExamples('predict', x, this.#network.inputShape));
  }

  /** A table of the layers, their shapes and parameters, as text. */
  summary(): string {
    return summary(this.#network);
  }

  /** Copies of all tensors, layer by layer: those of θ, then those of the state. */
  getWeights(): Float32Array[] {
    return getTensors(this.#network, this.theta, this.state);
  }

  /**
   * Sets the tensors that `getWeights` gives, all of them, in that order and row-major. Throws TypeError or ShapeError, and
   * changes nothing, where they do not fit.
   */
  setWeights(weights: readonly ArrayLike<number>[]): void {
    setTensors(this.#network, this.theta, this.state, weights);
  }

  #expectCompiled(who: string): Compiled {
    if (this.#compiled === undefined) throw new StateError(`${who}: the model must be compiled first; call compile({ optimizer, loss })`);
    return this.#compiled;
  }

  #expectIdle(who: string): void {
    if (this.#fitting) throw new StateError(`${who}: the model is being trained by fit; wait until that has ended`);
  }
}

/** What subclasses override. */
const LAYER_MEMBERS = [
  'kind', 'name', 'inputShape', 'activation', 'activityRegularizer', 'outputShape', 'getConfig', 'parameters', 'state', 'bind', 'outputShapes',
];

/**
 * A model that is a stack of layers, the first of which is given `inputShape`.
 *
 *     const model = sequential([dense({ units: 8, activation: 'tanh', inputShape: [2] }), dense({ units: 1 })], { seed: 7 });
 *
 * Throws TypeError, RangeError, ShapeError or StateError where layers or options make no model.
 */
export function sequential(layers: readonly Layer[], options: SequentialOptions = {}): Sequential {
  return new Sequential(layers, options);
}
