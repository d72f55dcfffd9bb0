/**
 * Models.
 * @module
 */

export type { Numbers } from '../core/numbers.ts';
export type { Abortable } from '../core/signal.ts';
export type { Columns, GivenInputs, GivenTargets } from './columns.ts';
export type { BatchResult, CallbackState, Logs } from './logs.ts';
export { Callback, type EvaluateOptions, type FitOptions, type Model, type PredictOptions } from './model.ts';
export * from './callbacks/index.ts';
export type { NamedState } from './callbackStates.ts';
export type { EarlierContract } from './earlierContracts.ts';
export type { Examples, Targets } from '../plan/index.ts';
export type { History, Reason } from './history.ts';
export type { Position } from './position.ts';
export type { Batches, BatchSource, GivenBatch, GivenRows } from './source.ts';
export type { SampleWeightOption, WeightOptions } from './weights.ts';
export type { BatchOptions } from './batchOptions.ts';
export type { ApplyOptions, ShardGradient, ShardOptions } from './shardGradient.ts';
export type { SummaryOptions } from './summary.ts';
export type { Verbose } from './verbose.ts';
export type { CompileOptions, GivenMetric, GivenMetrics } from './compileOptions.ts';
export type { Json, JsonObject } from './description/json.ts';
export type { Measure } from './measures.ts';
export { modelFromJSON, type FromJSONOptions } from './description/modelFromJSON.ts';
export { model, type FunctionalOptions } from './functional.ts';
export { input, type InputOptions } from '../graph/index.ts';
export type { ModelOptions } from './graphModel.ts';
export { sequential, Sequential, type SequentialOptions } from './sequential.ts';
