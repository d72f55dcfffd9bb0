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
  /** A callback set `stopTraining`, or took an error as a stop. */
  | 'stopped'
  /** The signal was aborted. */
  | 'aborted'
  /** It has not ended, or ended with an error. */
  | 'running';

/** All of them. */
export const REASONS: readonly Reason[] = ['epochs', 'iterations', 'precision', 'stopped', 'aborted', 'running'];

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
    readonly batchSize: number;
    readonly epochs: number;
    /** Steps an epoch. */
    readonly steps: number;
    readonly samples: number;
    readonly shuffle: boolean | 'batch';
    readonly doValidation: boolean;
    readonly metrics: readonly string[];
  };
  /** Steps taken in all. */
  iterations: number;
  reason: Reason;
}
