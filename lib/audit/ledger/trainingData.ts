/**
 * What a ledger is verified with.
 * @module
 */

import type { WeightOptions } from '../../model/index.ts';
import type { Targets } from '../../plan/index.ts';

/** What was trained on, as it was given to `fit`. */
export interface TrainingData extends WeightOptions {
  readonly x: Float32Array;
  readonly y: Targets;
}
