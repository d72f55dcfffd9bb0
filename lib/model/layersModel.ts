/**
 * A model of layers: its plan, and what trains and asks it.
 * @module
 */

import { brand } from '../core/brand.ts';
import { StateError, expectInteger, expectKnownOptions } from '../core/errors.ts';
import type { Parameter } from '../core/parameter.ts';
import { defaultKernels, type Kernels } from '../kernels/index.ts';
import type { Layer } from '../layers/index.ts';
import type { Loss } from '../losses/index.ts';
import type { Metric } from '../metrics/index.ts';
import type { Optimizer } from '../optimizers/index.ts';
import { NO_OPTIONS, expectBatchOptions, type BatchOptions } from './batchOptions.ts';
import { beginTraining } from './beginTraining.ts';
import { checkedExamples, ofClasses } from './checkedExamples.ts';
import { toChosen, type Chosen, type CompileOptions } from './compileOptions.ts';
import { toEarlierContracts, upTo, type EarlierContract } from './earlierContracts.ts';
import { evaluate } from './evaluate.ts';
import { initialize, makePlan, type Network, type Plan } from '../plan/index.ts';
import { expectNoConstant, expectOutputs, shapesOf, toInputs } from './examples.ts';
import { expectDifferentNames, expectMetricOutputs } from './expectMetrics.ts';
import type { History } from './history.ts';
import type { Logs } from './logs.ts';
import { measuresOf, type Measure } from './measures.ts';
import type { BatchResult, FitOptions, Model } from './model.ts';
import { LAST_EPOCH, begunAt, toPlace, toPosition, type Place, type Position } from './position.ts';
import { predict } from './predict.ts';
import { runTraining } from './runTraining.ts';
import { TrainingStep, measured, type Compiled } from './step.ts';
import { summary } from './summary.ts';
import { getTensors, setTensors } from './tensors.ts';
import type { SampleWeightOption } from './weights.ts';
import type { GivenInputs, GivenTargets } from './columns.ts';

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
  /** First values of all tensors, as `getWeights` gives them, instead of those that the layers' initializers draw. */
  readonly weights?: readonly ArrayLike<number>[];
}

/** See {@link Model}. */
export class LayersModel implements Model {
  static { brand(this, 'Model'); }

  readonly seed: number;
  /** Set it, from a callback say, to end a running `fit` after the batch. */
  stopTraining = false;
  history: History | undefined;
  readonly #who: string;
  readonly #kernels: Kernels;
  readonly #network: Network;
  readonly #plan: Plan<Float32Array>;
  #compiled: Compiled | undefined;
  #place: Place | undefined;
  #epochsBegun = 0;
  #earlierContracts: readonly EarlierContract[] = [];
  #fitting = false;

  /** Throws TypeError, RangeError or ShapeError, as `who`, for options that do not fit the network. */
  constructor(who: string, network: Network, options: ModelOptions) {
    const { seed = 0, maxBatch = 128, kernels = defaultKernels(), weights } = options;
    expectInteger(who, 'seed', seed);
    expectInteger(who, 'maxBatch', maxBatch, 1);
    this.seed = seed;
    this.#who = who;
    this.#kernels = kernels;
    this.#network = network;
    this.#plan = makePlan(who, kernels, network, maxBatch, seed);
    if (weights === undefined) initialize(network, this.theta, seed, this.state);
    else this.setWeights(weights);
  }

  get theta(): Float32Array {
    return this.#plan.theta;
  }

  get gradient(): Float32Array {
    return this.#plan.gradient;
  }

  get network(): Network {
    return this.#network;
  }

  get parameters(): readonly Parameter[] {
    return this.#network.parameters;
  }

  get state(): Float32Array {
    return this.#plan.state;
  }

  get stateTensors(): readonly Parameter[] {
    return this.#network.state;
  }

  get steps(): number {
    return this.#plan.moment.step;
  }

  set steps(value: number) {
    expectInteger(this.#who, 'steps', value, 0, 4294967295);
    this.#plan.moment.step = value;
    this.#earlierContracts = upTo(this.#earlierContracts, value);
  }

  get epochsBegun(): number {
    return this.#epochsBegun;
  }

  set epochsBegun(value: number) {
    expectInteger(this.#who, 'epochsBegun', value, 0, LAST_EPOCH);
    this.#epochsBegun = value;
  }

  get earlierContracts(): readonly EarlierContract[] {
    return this.#earlierContracts;
  }

  set earlierContracts(value: readonly EarlierContract[]) {
    this.#earlierContracts = toEarlierContracts(this.#who, value, this.steps);
  }

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

  get kernels(): Kernels {
    return this.#kernels;
  }

  get maxBatch(): number {
    return this.#plan.maxBatch;
  }

  get isCompiled(): boolean {
    return this.#compiled !== undefined;
  }

  get optimizer(): Optimizer {
    return this.#expectCompiled('optimizer').optimizer;
  }

  get loss(): Loss {
    return this.#expectCompiled('loss').losses[0];
  }

  get losses(): readonly Loss[] {
    return this.#expectCompiled('loss').losses;
  }

  get lossWeights(): readonly number[] {
    return this.#expectCompiled('lossWeights').lossWeights;
  }

  get metrics(): readonly Metric[] {
    return this.#expectCompiled('metrics').metrics.flat();
  }

  get outputMetrics(): readonly (readonly Metric[])[] {
    return this.#expectCompiled('outputMetrics').metrics;
  }

  get measures(): readonly Measure[] {
    return this.#expectCompiled('measures').measures;
  }

  compile(options: CompileOptions): void {
    const shapes = shapesOf(this.#network), { graph: { outputs }, layers } = this.#network;
    const chosen = toChosen(options, shapes.outputNames), { optimizer, losses, metrics } = chosen;
    this.#expectIdle('compile');
    expectNoConstant('compile', layers);
    outputs.forEach(({ shape }, i) => {
      expectOutputs('compile', losses[i], shape);
      expectMetricOutputs('compile', metrics[i], shape);
    });
    const ends = { ...shapes, losses }, measures = measuresOf(ends, metrics);
    const start = () => measures.map((measure) => measure.start());
    expectDifferentNames('compile', measures);
    const counts = { batch: start(), epoch: start(), validation: start(), evaluation: start() };
    const step = new TrainingStep(this.#plan, optimizer.prepare(this.theta, this.#plan.k, this.parameters));
    this.#attach(chosen);
    this.#compiled = { ...ends, ...chosen, step, measures, counts };
    this.#place = undefined; // the counts of the epoch are new
  }

  /** Puts losses at the ends; where it throws, those before stay. */
  #attach({ losses, lossWeights }: Pick<Chosen, 'losses' | 'lossWeights'>): void {
    try {
      this.#plan.attachLosses(losses, lossWeights);
      this.#plan.warmUp();
    } catch (error) {
      if (this.#compiled !== undefined) this.#plan.attachLosses(this.#compiled.losses, this.#compiled.lossWeights);
      throw error;
    }
  }

  async fit(x: GivenInputs, y: GivenTargets, options: FitOptions = {}): Promise<History> {
    const compiled = this.#expectCompiled('fit');
    this.#expectIdle('fit');
    const { options: checked, ...beginning } = beginTraining(compiled, x, y, options, {
      history: this.history, place: this.#place, epochsBegun: this.#epochsBegun,
    });
    this.history = beginning.history;
    this.#place = beginning.place;
    this.stopTraining = false;
    this.#fitting = true;
    await runTraining({ model: this, plan: this.#plan, seed: this.seed, ...beginning }, checked, () => {
      this.#fitting = false;
    });
    return beginning.history;
  }

  trainOnBatch(
    x: GivenInputs, y: GivenTargets, options: BatchOptions = NO_OPTIONS,
  ): BatchResult {
    const compiled = this.#expectCompiled('trainOnBatch');
    this.#expectIdle('trainOnBatch');
    if (options !== NO_OPTIONS) expectBatchOptions(options);
    const { classWeight, endsEpoch = false } = options;
    const examples = checkedExamples('trainOnBatch', compiled, x, y, options);
    const data = ofClasses('trainOnBatch', compiled, examples, classWeight);
    const { step, measures, counts } = compiled;
    for (let i = 0; i < counts.batch.length; i++) counts.batch[i].reset();
    const total = step.run(counts.batch, data, undefined, 0, data.count, endsEpoch);
    return measured(total / data.count, measures, counts.batch);
  }

  evaluate(
    x: GivenInputs, y: GivenTargets, options: SampleWeightOption = {},
  ): Logs & BatchResult {
    const compiled = this.#expectCompiled('evaluate');
    expectKnownOptions('evaluate', options, ['sampleWeight']);
    return evaluate(this.#plan, compiled, checkedExamples('evaluate', compiled, x, y, options));
  }

  predict(x: GivenInputs): Float32Array {
    const { outputNames } = this.#network.graph;
    if (outputNames.length > 1) {
      const known = outputNames.join(', ');
      throw new StateError(`predict: the model must have 1 output, got ${known}; predictAll gives them by name`);
    }
    return this.#predict('predict', x)[0];
  }

  predictAll(x: GivenInputs): Readonly<Record<string, Float32Array>> {
    const { outputNames } = this.#network.graph, outputs = this.#predict('predictAll', x);
    return Object.fromEntries(outputNames.map((name, i) => [name, outputs[i]]));
  }

  #predict(who: string, x: unknown): Float32Array[] {
    const given = toInputs(who, x, shapesOf(this.#network));
    return predict(this.#plan, given.x, given.count);
  }

  summary(): string {
    return summary(this.#network);
  }

  getWeights(): Float32Array[] {
    return getTensors(this.#network, this.theta, this.state);
  }

  setWeights(weights: readonly ArrayLike<number>[]): void {
    setTensors(this.#network, this.theta, this.state, weights);
  }

  #expectCompiled(who: string): Compiled {
    if (this.#compiled === undefined) {
      throw new StateError(`${who}: the model must be compiled first; call compile({ optimizer, loss })`);
    }
    return this.#compiled;
  }

  #expectIdle(who: string): void {
    if (this.#fitting) throw new StateError(`${who}: the model is being trained by fit; wait until that has ended`);
  }
}
