/**
 * How a model understands what `compile` is given.
 * @module
 */

import type { Loss } from '../losses/index.ts';
import type { Metric } from '../metrics/index.ts';
import type { Optimizer } from '../optimizers/index.ts';

/** Each gives what an option names or is, and throws TypeError or RangeError for anything else. */
export interface Names {
  toLoss(who: string, argument: string, given: unknown): Loss;
  /** A loss is taken for its mean. */
  toMetric(who: string, argument: string, given: unknown): Metric;
  toOptimizer(who: string, argument: string, given: unknown): Optimizer;
}
