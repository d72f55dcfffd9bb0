/**
 * What a ledger is verified with.
 * @module
 */

import type { GivenInputs, GivenTargets, WeightOptions } from '../../model/index.ts';

/** What was trained on, as it was given to `fit`. */
export interface TrainingData extends WeightOptions {
  readonly x: GivenInputs;
  readonly y: GivenTargets;
}
