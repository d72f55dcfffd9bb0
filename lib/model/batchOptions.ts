/**
 * The options of `trainOnBatch`.
 * @module
 */

import { expectBoolean, expectKnownOptions } from '../core/errors.ts';
import type { WeightOptions } from './weights.ts';

/** What {@link Model.trainOnBatch} takes. */
export interface BatchOptions extends WeightOptions {
  /**
   * Whether the batch is the last of an epoch: an optimizer with `accumulationSteps` then takes its step with what
   * there is. Default false.
   */
  readonly endsEpoch?: boolean;
}

/** The default: an object of its own would be made at each step. */
export const NO_OPTIONS: BatchOptions = {};

/** Throws TypeError for an option that is unknown or of the wrong kind; weights are checked with the examples. */
export function expectBatchOptions(options: BatchOptions): void {
  expectKnownOptions('trainOnBatch', options, ['sampleWeight', 'classWeight', 'endsEpoch']);
  if (options.endsEpoch !== undefined) expectBoolean('trainOnBatch', 'endsEpoch', options.endsEpoch);
}
