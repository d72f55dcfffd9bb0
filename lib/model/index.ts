/**
 * Models.
 * @module
 */

export { Callback, type Logs } from './callback.ts';
export * from './callbacks/index.ts';
export type { Targets } from '../plan/index.ts';
export type { Abortable, FitOptions } from './fitOptions.ts';
export type { History, Reason } from './history.ts';
export type { Position } from './position.ts';
export type { SampleWeightOption, WeightOptions } from './weights.ts';
export type { BatchOptions } from './batchOptions.ts';
export type { CompileOptions } from './compileOptions.ts';
export { sequential, Sequential, type BatchResult, type SequentialOptions } from './sequential.ts';
