/**
 * What a training in a worker and who has begun it say to each other.
 * @module
 */

import type { LedgerOptions } from '../audit/index.ts';
import type { FitOptions } from '../model/index.ts';
import type { PlainError } from './errors.ts';
import type { ModelState, StateChanges } from './modelState.ts';

/** The hooks that the other side waits for. */
export type Hook =
  | 'onTrainBegin' | 'onEpochBegin' | 'onEpochEnd' | 'onBatchBegin' | 'onBatchEnd' | 'onError' | 'onTestBegin'
  | 'onTestEnd' | 'onTestBatchBegin' | 'onTestBatchEnd';

/** The options of `fit` that cross. */
export type CrossingOptions = Pick<FitOptions, (typeof CROSSING)[number]>;

export const CROSSING = [
  'batchSize', 'dropLast', 'epochs', 'initialEpoch', 'shuffle', 'validationSplit', 'validationFreq', 'maxIterations',
  'precision', 'resume', 'classWeight',
] as const;

/** Rows of numbers, one array an input or output. */
export interface CrossingData {
  readonly x: readonly unknown[];
  readonly y: readonly unknown[];
  readonly sampleWeight: readonly unknown[];
}

/** The first message. */
export interface Begin {
  /** A checkpoint. */
  readonly model: Uint8Array;
  /** Of the module with what the model has of one's own. */
  readonly module: string | undefined;
  readonly data: CrossingData;
  readonly validationData: CrossingData | undefined;
  readonly options: CrossingOptions;
  readonly hooks: readonly Hook[];
  /** Whether each step is told of. */
  readonly steps: boolean;
  /** Steps between checkpoints; 0: at the end of each epoch; undefined: none. */
  readonly checkpointEvery: number | undefined;
  readonly ledger: Omit<LedgerOptions, 'write'> | undefined;
}

/** What hooks have come to. */
export interface Reply {
  readonly logs: Readonly<Record<string, number>> | undefined;
  readonly changes: StateChanges;
  readonly stop: boolean;
  /** Of `onError`: whether it counts as a stop. */
  readonly isSettled: boolean;
  /** Whether a hook has thrown. */
  readonly hasFailed: boolean;
}

/** To the worker. */
export type Order = { readonly begin: Begin } | { readonly reply: Reply } | { readonly abort: true };

/** From the worker. */
export type Told =
  | { readonly hook: Hook; readonly args: readonly unknown[]; readonly state: ModelState }
  | { readonly step: readonly [batch: number, loss: number, size: number] }
  | { readonly checkpoint: Uint8Array }
  | { readonly lines: Uint8Array }
  | { readonly end: ModelState | undefined; readonly error: PlainError | undefined };
