/**
 * What `fit` returns.
 * @module
 */

/** Why training ended. */
export type Reason =
  /** All epochs are done. */
  | 'epochs'
  /** `maxIterations` steps are done. */
  | 'iterations'
  /** ‖Δθ‖ fell below `precision`. */
  | 'precision'
  /** A source that goes on from epoch to epoch had no further batch. */
  | 'exhausted'
  /** A callback set `stopTraining`, or took an error as a stop. */
  | 'stopped'
  /** The signal was aborted. */
  | 'aborted'
  /** It has not ended, or ended with an error. */
  | 'running';

/** All of them. */
export const REASONS: readonly Reason[] = [
  'epochs', 'iterations', 'precision', 'exhausted', 'stopped', 'aborted', 'running',
];

/** What `fit` returns: Keras' History. */
export interface History {
  /**
   * One number an epoch for each of `loss`, the metrics, and the same with `val_` before the name where there
   * is validation.
   */
  readonly history: Record<string, number[]>;
  /** The numbers of the epochs, from `initialEpoch`. */
  readonly epoch: number[];
  readonly params: {
    /** 0 of a source, whose batches are of its own size; so `samples`. */
    readonly batchSize: number;
    readonly epochs: number;
    /** Steps an epoch; of a source `stepsPerEpoch`, 0 where that is not given. */
    readonly steps: number;
    readonly samples: number;
    readonly shuffle: boolean | 'batch';
    /** Whether the last batch of an epoch is left out where it is short; absent if not. */
    readonly dropLast?: true;
    readonly doValidation: boolean;
    readonly metrics: readonly string[];
  };
  /** Steps taken in all. */
  iterations: number;
  reason: Reason;
}
