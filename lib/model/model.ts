/**
 * What a model is to others: its options of `fit`, its callbacks and itself, which speak of each other.
 * @module
 */

import type { Numbers } from '../core/numbers.ts';
import type { Parameter } from '../core/parameter.ts';
import type { Abortable } from '../core/signal.ts';
import type { Indices, Kernels } from '../kernels/index.ts';
import type { Layer, SymbolicTensor } from '../layers/index.ts';
import type { Examples, Network } from '../plan/index.ts';
import type { BatchOptions } from './batchOptions.ts';
import type { CompileOptions } from './compileOptions.ts';
import type { JsonObject } from './description/json.ts';
import type { EarlierContract } from './earlierContracts.ts';
import type { History } from './history.ts';
import type { BatchResult, CallbackState, Logs } from './logs.ts';
import type { PartOptions } from './partOptions.ts';
import type { Position } from './position.ts';
import type { Settled } from './settled.ts';
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

/**
 * Hooks into `fit`, `evaluate` and `predict`. Subclass it, or give an object with the methods wanted; each may return a
 * promise, which is awaited in `fit` and where a source gives the batches, and refused where the call is synchronous.
 *
 * Epochs and batches count from 0, batches anew in each epoch. Setting `model.stopTraining` ends training after
 * the batch.
 */
export abstract class Callback {
  /** By which a state finds its callback. */
  declare readonly name?: string;
  /**
   * Before all, once for each `fit`. `examples` are the caller's; the first `params.samples` of them train. Of a source
   * it is 0, and `examples` are those of the batch at hand, filled in anew for each.
   */
  onTrainBegin?(model: Model, params: History['params'], examples: Examples): void | Promise<void>;
  /** After all, however training ended. */
  onTrainEnd?(model: Model, history: History): void | Promise<void>;
  /**
   * `order` lists the epoch's examples as its batches take them, in turn; undefined where they come as they stand. It
   * is a copy.
   */
  onEpochBegin?(epoch: number, model: Model, order: Indices | undefined): void | Promise<void>;
  /** `logs` goes into the History as the callbacks leave it. */
  onEpochEnd?(epoch: number, logs: Logs, model: Model): void | Promise<void>;
  /**
   * After each step, before `onBatchEnd`, with the batch's mean loss and its number of examples. For those who watch
   * every step at the least cost: no promise is awaited, and no metrics of the batch are counted for it.
   */
  onStep?(batch: number, loss: number, size: number, model: Model): void;
  /** Before each batch. */
  onBatchBegin?(batch: number, model: Model): void | Promise<void>;
  /** `logs` holds loss and metrics of this batch, from before its update, and `size`, its number of examples. */
  onBatchEnd?(batch: number, logs: Logs, model: Model): void | Promise<void>;
  /**
   * Told of what broke training off. Where one returns true, it counts as a stop: `fit` resolves instead of rejecting
   * with it.
   */
  onError?(error: unknown, model: Model): boolean | Promise<boolean>;
  /** Before `evaluate`, and before the validation of `fit`; so those that follow. */
  onTestBegin?(model: Model): void | Promise<void>;
  /** `logs` holds loss and metrics. */
  onTestEnd?(logs: Logs, model: Model): void | Promise<void>;
  /** Before each batch of `evaluate`. */
  onTestBatchBegin?(batch: number, model: Model): void | Promise<void>;
  /** `logs` holds loss and metrics of the batches so far, and `size`, the number of examples of this one. */
  onTestBatchEnd?(batch: number, logs: Logs, model: Model): void | Promise<void>;
  onPredictBegin?(model: Model): void | Promise<void>;
  onPredictEnd?(model: Model): void | Promise<void>;
  /** Before each batch of `predict`. */
  onPredictBatchBegin?(batch: number, model: Model): void | Promise<void>;
  /** `outputs` holds this batch's rows of each output, where `predict` will return them. */
  onPredictBatchEnd?(batch: number, outputs: readonly Float32Array[], model: Model): void | Promise<void>;
  /** What it has counted: checkpoints hold it. Arrays are not changed afterwards; `setState` belongs to it. */
  getState?(): CallbackState;
  /**
   * Given what it had counted, after `onTrainBegin`, where `fit` with `resume` goes on: of callbacks of one name the
   * first is given the state of the first.
   */
  setState?(state: CallbackState, model: Model): void;
}

/** A model: a graph of layers with its parameters, and what trains and asks it. `sequential` and `model` make one. */
export interface Model extends Settled {
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
   * The rest of it, on what all shards have come to, in whatever places and order: the bits of `trainOnBatch`, but no
   * metrics are counted. Throws TypeError or RangeError for parts that are not all of one step of this model,
   * StateError where there are no shards, and as `trainOnBatch` for NaN.
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
