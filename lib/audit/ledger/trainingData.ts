/**
 * What a ledger is verified with.
 * @module
 */

import type { BatchSource, GivenInputs, GivenTargets, WeightOptions } from '../../model/index.ts';

/** Examples that were trained on, as they were given to `fit`. */
export interface ExamplesData extends WeightOptions {
  /** The inputs, as `fit` took them. */
  readonly x: GivenInputs;
  /** The targets, as `fit` took them. */
  readonly y: GivenTargets;
}

/** A source of the batches that were trained on, as a function, so that a step can be done again from any place. */
export interface SourceData extends Pick<WeightOptions, 'classWeight'> {
  /** The source, a function of epoch and batch. */
  readonly source: BatchSource & ((epoch: number, batch: number) => unknown);
}

/** What was trained on: examples, or a source of batches. */
export type TrainingData = ExamplesData | SourceData;
