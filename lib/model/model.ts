/**
 * What a model is to others: itself, and the options of `fit`.
 * @module
 */

import type { Numbers } from '../core/numbers.ts';
import type { Parameter } from '../core/parameter.ts';
import type { Abortable } from '../core/signal.ts';
import type { Kernels } from '../kernels/index.ts';
import type { Layer, SymbolicTensor } from '../layers/index.ts';
import type { Loss } from '../losses/index.ts';
import type { Metric } from '../metrics/index.ts';
import type { Optimizer } from '../optimizers/index.ts';
import type { Network } from '../plan/index.ts';
import type { BatchOptions } from './batchOptions.ts';
import type { Callback } from './callback.ts';
import type { CompileOptions } from './compileOptions.ts';
import type { JsonObject } from './description/json.ts';
import type { EarlierContract } from './earlierContracts.ts';
import type { History } from './history.ts';
import type { BatchResult, Logs } from './logs.ts';
import type { Measure } from './measures.ts';
import type { PartOptions } from './partOptions.ts';
import type { Position } from './position.ts';
import type { ApplyOptions, ShardGradient, ShardOptions } from './shardGradient.ts';
import type { SummaryOptions } from './summary.ts';
import type { Verbose } from './verbose.ts';
import type { SampleWeightOption, WeightOptions } from './weights.ts';
import type { GivenInputs, GivenTargets } from './columns.ts';
import type { BatchSource, GivenRows } from './source.ts';

/** What {@link Model.fit} takes. */
export interface FitOptions extends WeightOptions {
  /**
   * Examples a step; the last step of an epoch takes what is left. 'full': all. Default 32, or that of stateful layers,
   * which is the only one that they take.
   */
  readonly batchSize?: number | 'full';
  /**
   * Of examples: leaves the last batch of an epoch out where it is short, since batch normalisation has poor statistics
   * of few. Default false.
   */
  readonly dropLast?: boolean;
  /** Of a source: most batches an epoch, which also ends where the source does. Default all, which must then end. */
  readonly stepsPerEpoch?: number;
  /** The epoch to end before, counted from 0: as many epochs, if `initialEpoch` is 0. Default 1. */
  readonly epochs?: number;
  /** The number of the first epoch. Default 0. */
  readonly initialEpoch?: number;
  /**
   * true: all examples anew each epoch; 'batch': whole batches, the short one staying last; false: none. Default true.
   * Each epoch's order is drawn by how many epochs the model has begun, at least `initialEpoch`: a second `fit` goes on
   * with new orders.
   */
  readonly shuffle?: boolean | 'batch';
  /** Share of the examples, the last ones, evaluated after each epoch and not trained on; below 1. Default 0. */
  readonly validationSplit?: number;
  /**
   * [x, y], [x, y, sampleWeight] or a source to evaluate after each epoch; goes before `validationSplit`. Class weights
   * are for training alone. Default none.
   */
  readonly validationData?: BatchSource | readonly [
    x: GivenInputs, y: GivenTargets, sampleWeight?: SampleWeightOption['sampleWeight'],
  ];
  /** Of a source to validate with: most batches each time. Default all. */
  readonly validationSteps?: number;
  /** Evaluate after every n-th epoch, or after those listed, counted from 1. Default 1. */
  readonly validationFreq?: number | readonly number[];
  /** One or a list. Default none. */
  readonly callbacks?: Callback | readonly Callback[];
  /**
   * 0: shows nothing. 1, or 'auto': a bar for each epoch with the time left, on a terminal; elsewhere as 2. 2: a line
   * an epoch. Default 0. The callback `progress` shows the same elsewhere.
   */
  readonly verbose?: Verbose;
  /** Ends training at most 16 ms and one step after it is aborted; `fit` rejects with its reason. Default none. */
  readonly signal?: Abortable;
  /** The report's stop rule: at most so many steps … Default: no limit. */
  readonly maxIterations?: number;
  /**
   * … or until a step moves θ by less, 0 < ‖Δθ‖₂ < precision; one that moves nothing does not count. Costs a pass over
   * θ each step. Default: never.
   */
  readonly precision?: number;
  /**
   * Goes on where the last `fit` of this model, or the checkpoint that it was loaded from, was left: in the same epoch
   * and its order, with the next batch, losses, metrics and History continued. Without it an epoch that was left is
   * begun anew, in another order. Batch size, shuffling and number of examples, or `stepsPerEpoch`, must be the same,
   * and a source must be a function of the epoch; `maxIterations` counts what was done before too. Default false.
   */
  readonly resume?: boolean;
}

/** What {@link Model.predict} takes. */
export interface PredictOptions extends PartOptions {
  /**
   * Told of the beginning and the end and of each batch, which is here what is computed at once: `batchSize` examples,
   * or `maxBatch` where that is less. One or a list. Default none.
   */
  readonly callbacks?: Callback | readonly Callback[];
}

/** What {@link Model.evaluate} takes. */
export interface EvaluateOptions extends PredictOptions, SampleWeightOption {}

/** A model: a graph of layers with its parameters, and what trains and asks it. `sequential` and `model` make one. */
export interface Model {
  /** What names of its layers begin with in models that it is part of; undefined is 'model'. */
  readonly name: string | undefined;
  /** The seed that first values, orders and noise come from. */
  readonly seed: number;
  /** Set it in a callback: training ends after the batch. */
  stopTraining: boolean;
  /** That of the last `fit`, also where it was aborted or failed. */
  history: History | undefined;
  /** The graph of its layers, and where their tensors lie. */
  readonly network: Network;
  /** All parameters, one after the other; the buffer itself, never re-made. */
  readonly theta: Float32Array;
  /** ∇J of the last training step, laid out as θ; the buffer itself. */
  readonly gradient: Float32Array;
  /** Which tensor lies where in θ. */
  readonly parameters: readonly Parameter[];
  /** What layers keep beside θ, such as moving averages, which training changes itself; the buffer itself. */
  readonly state: Float32Array;
  /** Which tensor lies where in the state. */
  readonly stateTensors: readonly Parameter[];
  /** Training steps done: with the seed it governs noise, so set it to go on with training begun elsewhere. */
  steps: number;
  /**
   * Epochs that `fit` has begun, in all: those of which it has done a step. With the seed it governs the order of the
   * next one, so set it to go on with training begun elsewhere: epoch after epoch of single `fit`s has the order of one
   * `fit` over all of them.
   */
  epochsBegun: number;
  /**
   * The earlier arithmetic contracts under which its first steps were done; none for a model that was made by this
   * version. `until` is the number of steps done when that contract ended. Checkpoints and ledgers say them. Throws
   * RangeError or TypeError for a list whose contracts and steps do not ascend up to those of now.
   */
  earlierContracts: readonly EarlierContract[];
  /**
   * Where the last `fit` since `compile` stands: what one with `resume` goes on from. Set it, after `history`,
   * to go on with one begun elsewhere.
   */
  position: Position | undefined;
  /** Its layers, in order. */
  readonly layers: readonly Layer[];
  /** The table that it computes with. */
  readonly kernels: Kernels;
  /** Most examples that are computed at once. */
  readonly maxBatch: number;
  /** Whether `compile` has been called. */
  readonly isCompiled: boolean;
  /** The optimizer given to `compile`; so what follows. Throws StateError before that. */
  readonly optimizer: Optimizer;
  /** The loss of the first output. */
  readonly loss: Loss;
  /** One an output, in the order of `network.graph.outputNames`; so those that follow. */
  readonly losses: readonly Loss[];
  readonly lossWeights: readonly number[];
  readonly outputMetrics: readonly (readonly Metric[])[];
  readonly outputWeightedMetrics: readonly (readonly Metric[])[];
  /** Those of all outputs, in the order of logs. */
  readonly metrics: readonly Metric[];
  /** The names of the layers that were frozen when it was compiled, and the tensors of θ that are trained. */
  readonly frozen: ReadonlySet<string>;
  readonly trained: readonly Parameter[];
  /** In how many shards each training step adds up its batch, and whose statistics layers then take. */
  readonly shards: number;
  readonly shardStatistics: boolean;
  /** What logs show beside the loss: names, and which way is better. */
  readonly measures: readonly Measure[];
  /** Settles how to train. Throws TypeError, RangeError or ShapeError for what is none, or does not fit the network. */
  compile(options: CompileOptions): void;
  /**
   * Trains on the batches of a source, a step each; see {@link BatchSource}. Each is checked as arrays are, and asked
   * for when the one before is done. The source is closed at the end, as `for…of` does. Throws what it throws, θ being
   * that of the steps done.
   */
  fit(source: BatchSource, options?: FitOptions): Promise<History>;
  /**
   * Trains on examples x (one row of `inputShape` each) and targets y; see {@link FitOptions}. For a model of several
   * inputs or outputs they are given by name, or as lists in order.
   *
   * Gives the event loop a turn at least every 16 ms or step, whichever is longer. Throws (rejects with) StateError
   * before `compile` or while another `fit` runs, TypeError, ShapeError or RangeError for arguments that do not fit,
   * NonFiniteError where loss or gradient, or θ after the update, is no finite number, and the signal's reason where it
   * is aborted.
   */
  fit(x: GivenInputs, y: GivenTargets, options?: FitOptions): Promise<History>;
  /** One training step on the examples given, all of them one batch. Throws as `fit` does. */
  trainOnBatch(x: GivenInputs, y: GivenTargets, options?: BatchOptions): BatchResult;
  /**
   * The part of a training step of a model compiled with `shards` that some of them have, on the whole batch: for
   * who computes them in several places, each with θ, the state, `steps` and the batch as here. The model stays as it
   * is, but for its `gradient`. Costs the shards, and where losses count rows a look at all. Throws StateError where
   * there are no shards, RangeError or TypeError for a shard that is none, and as `fit` for examples and NaN.
   */
  shardGradient(x: GivenInputs, y: GivenTargets, options: ShardOptions): ShardGradient;
  /**
   * The rest of it, on what all shards have come to, in whatever places and order: the bits of `trainOnBatch`, which
   * here counts no metrics. Nothing is trusted but the numbers: throws TypeError or RangeError for parts that are not
   * all of one step of this model, StateError where there are no shards, and as `trainOnBatch` for NaN.
   */
  applyShards(parts: readonly ShardGradient[], options?: ApplyOptions): { readonly loss: number };
  /**
   * Mean loss and metrics over the examples; see {@link EvaluateOptions}. Throws StateError before `compile`, and as
   * `fit` does for arguments.
   */
  evaluate(x: GivenInputs, y: GivenTargets, options?: EvaluateOptions): Logs & BatchResult;
  /** The same of a source, of at most `steps` batches: the bits that they have as one. */
  evaluate(source: BatchSource, options?: EvaluateOptions): Promise<Logs & BatchResult>;
  /**
   * The outputs for examples x, one row each, one after the other; see {@link PredictOptions}. Throws TypeError,
   * ShapeError or RangeError where an argument does not fit, and StateError for a model of several outputs.
   */
  predict(x: GivenInputs, options?: PredictOptions): Float32Array;
  /** The same of a source, of at most `steps` batches. */
  predict(source: BatchSource<GivenRows>, options?: PredictOptions): Promise<Float32Array>;
  /** All outputs by name. Throws as `predict` does for arguments. */
  predictAll(x: GivenInputs, options?: PredictOptions): Readonly<Record<string, Float32Array>>;
  predictAll(source: BatchSource<GivenRows>, options?: PredictOptions): Promise<Readonly<Record<string, Float32Array>>>;
  /**
   * What the model gives for tensors: a model within another, whose layers share their parameters with all other calls
   * of it there, and begin with the values that they have in this one when the other is made. Throws TypeError,
   * ShapeError or StateError as `apply` of a layer does.
   */
  apply(inputs: SymbolicTensor | readonly SymbolicTensor[]): SymbolicTensor;
  /** The same for all outputs. */
  applyAll(inputs: SymbolicTensor | readonly SymbolicTensor[]): readonly SymbolicTensor[];
  /**
   * Puts the states of stateful layers to 0: the next batch begins anew. `fit` and `predict` go on from where the batch
   * before ended, and files hold the states.
   */
  resetStates(): void;
  /** A layer by its name, or by its number, from 0 or back from −1. Throws RangeError where there is none. */
  getLayer(layer: string | number): Layer;
  /**
   * The model without its numbers, as JSON: layers, seed and, once it is compiled, losses, metrics and optimizer, as
   * files describe them. `JSON.stringify` calls it, and `modelFromJSON` reads it. Throws TypeError for a part of one's
   * own without a name.
   */
  toJSON(): JsonObject;
  /** A table of the layers, their shapes and parameters, as text; see {@link SummaryOptions}. */
  summary(options?: SummaryOptions): string;
  /**
   * Copies of all tensors, layer by layer: those of θ, then those of the state. Of one layer, or of a model within this
   * one, where its name is given. Throws RangeError for a name that is none.
   */
  getWeights(layer?: string): Float32Array[];
  /**
   * Sets the tensors that `getWeights` gives, all of them, in that order and row-major. Throws TypeError or ShapeError,
   * and changes nothing, where they do not fit.
   */
  setWeights(weights: readonly Numbers[], layer?: string): void;
}
