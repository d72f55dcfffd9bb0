/**
 * A model of layers: its plan, and what trains and asks it.
 * @module
 */

import { StateError, expectInteger } from '../core/errors.ts';
import type { Parameter } from '../core/parameter.ts';
import type { Loss } from '../losses/index.ts';
import type { Metric } from '../metrics/index.ts';
import type { Optimizer } from '../optimizers/index.ts';
import { NO_OPTIONS, expectBatchOptions, type BatchOptions } from './batchOptions.ts';
import { toCallbacks } from './callbackOptions.ts';
import { beginTraining } from './beginTraining.ts';
import { checkedExamples, noExamples, ofClasses, release } from './checkedExamples.ts';
import { compile } from './compile.ts';
import type { CompileOptions } from './compileOptions.ts';
import type { JsonObject } from './description/json.ts';
import { toEarlierContracts, upTo, type EarlierContract } from './earlierContracts.ts';
import { formatLogs } from './bar.ts';
import { evaluate, evaluateSource } from './evaluate.ts';
import type { Network } from '../plan/index.ts';
import { GraphModel, type ModelOptions } from './graphModel.ts';
import type { History } from './history.ts';
import type { Library } from './library.ts';
import type { BatchResult, Logs } from './logs.ts';
import type { Measure } from './measures.ts';
import type { Callback, EvaluateOptions, FitOptions, Model, PredictOptions } from './model.ts';
import { expectEvaluateOptions, toParts, toSourceParts } from './partOptions.ts';
import { LAST_EPOCH, begunAt, toPlace, toPosition, type Place, type Position } from './position.ts';
import { runTraining } from './runTraining.ts';
import {
  applyShards, shardGradient, toNode, type ApplyOptions, type ShardGradient, type ShardOptions,
} from './shardGradient.ts';
import { takeGiven, type BatchSource } from './source.ts';
import { SourceFeed } from './sourceFeed.ts';
import { measured, type Compiled } from './step.ts';
import { predictWatcher, testWatcher } from './watcher.ts';
import type { GivenInputs, GivenTargets } from './columns.ts';

/** See {@link Model}. */
export class LayersModel extends GraphModel implements Model {
  /** Set it, from a callback say, to end a running `fit` after the batch. */
  stopTraining = false;
  history: History | undefined;
  protected readonly library: Library;
  #compiled: Compiled | undefined;
  #place: Place | undefined;
  /** Those of the last `fit`. */
  #callbacks: readonly Callback[] = [];
  #epochsBegun = 0;
  #earlierContracts: readonly EarlierContract[] = [];
  #fitting = false;
  #stepping = false;
  /** The batch of `trainOnBatch`, so that a step makes no record of it. */
  readonly #held = noExamples();

  constructor(who: string, network: Network | undefined, options: ModelOptions, library: Library) {
    super(who, network, options, library.kernels);
    this.library = library;
  }

  protected override rebuild(network: Network | undefined): void {
    this.#expectIdle(this.who);
    this.#compiled = this.#place = this.history = undefined;
    super.rebuild(network);
  }

  get steps(): number {
    return this.plan.moment.step;
  }

  set steps(value: number) {
    expectInteger(this.who, 'steps', value, 0, 4294967295);
    this.plan.moment.step = value;
    this.#earlierContracts = upTo(this.#earlierContracts, value);
  }

  get epochsBegun(): number {
    return this.#epochsBegun;
  }

  set epochsBegun(value: number) {
    expectInteger(this.who, 'epochsBegun', value, 0, LAST_EPOCH);
    this.#epochsBegun = value;
  }

  get earlierContracts(): readonly EarlierContract[] {
    return this.#earlierContracts;
  }

  set earlierContracts(value: readonly EarlierContract[]) {
    this.#earlierContracts = toEarlierContracts(this.who, value, this.steps);
  }

  get position(): Position | undefined {
    const isOfSource = this.history?.params.samples === 0;
    return this.#place && this.#compiled && toPosition(this.#place, this.#compiled, this.#callbacks, isOfSource);
  }

  set position(value: Position | undefined) {
    const compiled = this.#expectCompiled('position');
    this.#expectIdle('position');
    this.#place = value === undefined ? undefined : toPlace(value, compiled, this.history);
    if (this.#place !== undefined) this.#epochsBegun = Math.max(this.#epochsBegun, begunAt(this.#place));
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
    const { metrics, weightedMetrics } = this.#expectCompiled('metrics');
    return metrics.flatMap((own, i) => [...own, ...weightedMetrics[i]]);
  }

  get outputMetrics(): readonly (readonly Metric[])[] {
    return this.#expectCompiled('outputMetrics').metrics;
  }

  get outputWeightedMetrics(): readonly (readonly Metric[])[] {
    return this.#expectCompiled('outputWeightedMetrics').weightedMetrics;
  }

  get frozen(): ReadonlySet<string> {
    return this.#expectCompiled('frozen').frozen;
  }

  get trained(): readonly Parameter[] {
    return this.#expectCompiled('trained').trained;
  }

  get shards(): number {
    return this.#expectCompiled('shards').shards;
  }

  get shardStatistics(): boolean {
    return this.#expectCompiled('shardStatistics').shardStatistics;
  }

  get measures(): readonly Measure[] {
    return this.#expectCompiled('measures').measures;
  }

  /** Settles how to train; see {@link CompileOptions}. Throws TypeError, RangeError or ShapeError for what is none. */
  compile(options: CompileOptions): void {
    this.#expectIdle('compile');
    this.#compiled = compile(this.plan, this.library, options, this.#compiled);
    this.#place = undefined; // the counts of the epoch are new
  }

  /** Trains on the batches of a source, a step each. Throws as for examples, and what the source throws. */
  fit(source: BatchSource, options?: FitOptions): Promise<History>;
  /**
   * Trains on examples x, one row each, and targets y; see {@link Model.fit}. Throws (rejects with) StateError
   * before `compile`, TypeError, ShapeError or RangeError for what does not fit, NonFiniteError where a loss or
   * gradient is not finite.
   */
  fit(x: GivenInputs, y: GivenTargets, options?: FitOptions): Promise<History>;
  async fit(x: unknown, y?: unknown, options?: unknown): Promise<History> {
    const compiled = this.#expectCompiled('fit');
    this.#expectIdle('fit');
    const [given, own] = takeGiven('fit', x, y, options);
    const { options: checked, ...beginning } = beginTraining(compiled, given, own, this.seed, {
      history: this.history, place: this.#place, epochsBegun: this.#epochsBegun,
    });
    this.history = beginning.history;
    this.#place = beginning.place;
    this.#callbacks = checked.callbacks;
    this.stopTraining = false;
    this.#fitting = true;
    await runTraining({ model: this, plan: compiled.step.plan, ...beginning }, checked, () => {
      this.#fitting = false;
      this.#callbacks = [];
    });
    return beginning.history;
  }

  /** One training step on the examples given, all of them one batch. Throws as `fit` does. */
  trainOnBatch(x: GivenInputs, y: GivenTargets, options: BatchOptions = NO_OPTIONS): BatchResult {
    const compiled = this.#expectCompiled('trainOnBatch');
    this.#expectIdle('trainOnBatch');
    if (options !== NO_OPTIONS) expectBatchOptions(options);
    if (this.#stepping) throw new StateError('trainOnBatch: the model is taking a step; wait until that has ended');
    const { classWeight, endsEpoch = false } = options, { step, measures, counts: { batch } } = compiled;
    this.#stepping = true;
    try {
      const examples = checkedExamples('trainOnBatch', compiled, x, y, options, this.#held);
      const data = ofClasses('trainOnBatch', compiled, examples, classWeight);
      for (let i = 0; i < batch.length; i++) batch[i].reset();
      const total = step.run(batch, data, undefined, 0, data.count, endsEpoch);
      return measured(total / data.count, measures, batch);
    } finally {
      release(this.#held);
      this.#stepping = false;
    }
  }

  /** The part of a training step that some shards have; see {@link Model.shardGradient}. */
  shardGradient(x: GivenInputs, y: GivenTargets, options: ShardOptions): ShardGradient {
    const who = 'shardGradient', compiled = this.#expectCompiled(who), node = toNode(who, compiled.step, options);
    this.#expectIdle(who);
    const examples = checkedExamples(who, compiled, x, y, options);
    return shardGradient(who, compiled.step, node, ofClasses(who, compiled, examples, options.classWeight));
  }

  /** The rest of it; see {@link Model.applyShards}. */
  applyShards(parts: readonly ShardGradient[], options: ApplyOptions = {}): { readonly loss: number } {
    const { step } = this.#expectCompiled('applyShards');
    this.#expectIdle('applyShards');
    return { loss: applyShards('applyShards', step, parts, options) / parts[0].examples };
  }

  /** Mean loss and metrics over the examples. Throws StateError before `compile`, and as `fit` for arguments. */
  evaluate(x: GivenInputs, y: GivenTargets, options?: EvaluateOptions): Logs & BatchResult;
  /** The same of a source. Throws likewise, and what the source throws. */
  evaluate(source: BatchSource, options?: EvaluateOptions): Promise<Logs & BatchResult>;
  evaluate(x: unknown, y?: unknown, own?: unknown): (Logs & BatchResult) | Promise<Logs & BatchResult> {
    const compiled = this.#expectCompiled('evaluate'), { step: { plan }, batchSize } = compiled;
    const [given, options] = takeGiven('evaluate', x, y, own);
    if ('source' in given) return this.#evaluateSource(compiled, given.source, options);
    expectEvaluateOptions<EvaluateOptions>(options);
    const data = checkedExamples('evaluate', compiled, given.x, given.y, options);
    const watcher = testWatcher(toCallbacks('evaluate', options.callbacks), this, 'evaluate');
    return evaluate(plan, compiled, data, toParts('evaluate', options, data.count, plan.maxBatch, batchSize), watcher);
  }

  protected override watcher(
    who: string, options: PredictOptions, waits: boolean = false,
  ): ReturnType<typeof predictWatcher> {
    return predictWatcher(toCallbacks(who, options.callbacks), this, waits ? undefined : who);
  }

  /** The model without its numbers, as JSON. Throws TypeError for a part of one's own without a name. */
  toJSON(): JsonObject {
    return this.library.describe(this, false);
  }

  async #evaluateSource(compiled: Compiled, source: BatchSource, options: unknown): Promise<Logs & BatchResult> {
    expectEvaluateOptions<EvaluateOptions>(options);
    const watcher = testWatcher(toCallbacks('evaluate', options.callbacks), this);
    const parts = toSourceParts('evaluate', options), feed = new SourceFeed('evaluate', compiled, source, parts);
    const counts = compiled.measures.map((measure) => measure.start()); // the others' could be used between batches
    try {
      const at = { epoch: 0, begun: 0, batch: 0 }, listening = { onBatch: parts.onBatch, watcher };
      const result = await evaluateSource(compiled.step.plan, compiled, counts, feed, at, listening);
      parts.bar?.end(formatLogs(result));
      return result;
    } finally {
      await feed.close();
    }
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
