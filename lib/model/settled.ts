/**
 * What `compile` has settled, for those who read it.
 * @module
 */

import type { Parameter } from '../core/parameter.ts';
import type { Loss } from '../losses/index.ts';
import type { Metric } from '../metrics/index.ts';
import type { Optimizer } from '../optimizers/index.ts';
import type { Measure } from './measures.ts';

/** The part of a model that is there once it is compiled. */
export interface Settled {
  /** Whether `compile` has been called. */
  readonly isCompiled: boolean;
  /** The optimizer given to `compile`; so what follows. Throws StateError before that. */
  readonly optimizer: Optimizer;
  /** The loss of the first output. */
  readonly loss: Loss;
  /** One an output, in the order of `network.graph.outputNames`; so those that follow. */
  readonly losses: readonly Loss[];
  readonly lossWeights: readonly number[];
  readonly outputMetrics: readonly (readonly Metric[])[];
  readonly outputWeightedMetrics: readonly (readonly Metric[])[];
  /** Those of all outputs, in the order of logs. */
  readonly metrics: readonly Metric[];
  /** The names of the layers that were frozen when it was compiled, and the tensors of θ that are trained. */
  readonly frozen: ReadonlySet<string>;
  readonly trained: readonly Parameter[];
  /** In how many shards each training step adds up its batch, and whether layers take statistics of each. */
  readonly shards: number;
  readonly shardStatistics: boolean;
  /** What logs show beside the loss: names, and which way is better. */
  readonly measures: readonly Measure[];
}
