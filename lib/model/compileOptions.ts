/**
 * What `compile` is given.
 * @module
 */

import { expectArray, expectFloat32Number, expectKnownOptions, isPlainObject } from '../core/errors.ts';
import type { Loss, LossSpelling } from '../losses/index.ts';
import type { Metric, MetricSpelling } from '../metrics/index.ts';
import type { Optimizer } from '../optimizers/index.ts';
import type { OptimizerSpelling } from '../optimizers/registry.ts';
import { columnName, columnsByName, toColumns, type Columns } from './columns.ts';
import { expectMetricNames } from './expectMetrics.ts';
import type { Names } from './names.ts';
import { toSharding, type ShardChoice } from './sharding.ts';

/** What {@link Model.compile} takes. */
export interface CompileOptions {
  /** One of your making, or the name of one that needs no options, such as 'adam'. */
  readonly optimizer: OptimizerSpelling | Optimizer;
  /**
   * Names are taken in Keras' spellings too, and short ones: 'mse'. Of a model of several outputs one for all of them,
   * or one for each, by name or in order.
   */
  readonly loss: Columns<LossSpelling | Loss>;
  /**
   * What the loss of each output weighs in J: Σ weight · loss. What an `activityRegularizer` adds has no weight.
   * Default 1 each.
   */
  readonly lossWeights?: Columns<number>;
  /**
   * One or a list; names are taken as those of losses are: 'acc'; a loss gives its mean. Of a model of several outputs
   * one for all of them, or one or a list for each, by name or in order. Weights do not count. Default none.
   */
  readonly metrics?: GivenMetrics;
  /**
   * Metrics in which each row counts by its weight: Σ weight · term / Σ weight, where `sampleWeight` or `classWeight`
   * give weights, and as in `metrics` where not. In logs one has `weighted_` before its name where `metrics` has the
   * same. Given as `metrics` are. Default none.
   */
  readonly weightedMetrics?: GivenMetrics;
  /**
   * In how many parts a training step adds up ∇ of its batch, a power of two up to 64: example r of m goes to part
   * ⌊r · shards/m⌋, and ∇ is the sum of theirs in the order ((0 + 1) + (2 + 3)) + …. So parts may be computed in
   * several places with the same bits, which depend on this number: files hold it. Default 1.
   */
  readonly shards?: number;
  /**
   * Whether layers that take statistics of a batch, such as batchNormalization, take those of each shard, and keep the
   * mean of what they keep of each. Default false: with `shards` of 2 or more they are refused.
   */
  readonly shardStatistics?: boolean;
}

/** A metric, its name, or a loss, whose mean is meant. */
export type GivenMetric = MetricSpelling | Metric | Loss;
/** One metric, a list of them, or one or a list for each output. */
export type GivenMetrics = Columns<GivenMetric | readonly GivenMetric[]>;

/** The options with names resolved; losses, their weights and metrics one an output. */
export interface Chosen extends ShardChoice {
  readonly optimizer: Optimizer;
  readonly losses: readonly Loss[];
  readonly lossWeights: readonly number[];
  readonly metrics: readonly (readonly Metric[])[];
  readonly weightedMetrics: readonly (readonly Metric[])[];
}

/**
 * The options, checked, for a model with outputs of those names. Throws TypeError, RangeError or ShapeError for an
 * optimizer, loss or metric that is none, or for another output.
 */
export function toChosen(names: Names, options: CompileOptions, outputNames: readonly string[]): Chosen {
  expectKnownOptions('compile', options, [
    'optimizer', 'loss', 'lossWeights', 'metrics', 'weightedMetrics', 'shards', 'shardStatistics',
  ]);
  const { lossWeights = outputNames.map(() => 1) } = options;
  return {
    optimizer: names.toOptimizer('compile', 'optimizer', options.optimizer),
    losses: toLosses(names, options.loss, outputNames),
    lossWeights: toColumns('compile', 'lossWeights', lossWeights, outputNames, isNumber).map((weight, i) => {
      expectFloat32Number('compile', columnName('lossWeights', outputNames, i), weight);
      return weight;
    }),
    metrics: toMetrics(names, 'metrics', options.metrics, outputNames),
    weightedMetrics: toMetrics(names, 'weightedMetrics', options.weightedMetrics, outputNames),
    ...toSharding(options),
  };
}

function toLosses({ toLoss }: Names, given: CompileOptions['loss'], outputNames: readonly string[]): Loss[] {
  const isByName = isPlainObject(given) && !isPart(given);
  const all = isByName ? columnsByName('compile', 'loss', given, outputNames)
    : Array.isArray(given) ? toColumns('compile', 'loss', given, outputNames, () => true)
    : outputNames.map(() => given);
  return all.map((loss, i) => toLoss('compile', columnName('loss', outputNames, i), loss));
}

/** Whether it is a loss or a metric, and no object of those by the names of outputs. */
const isPart = (given: unknown): boolean => isPlainObject(given) && ('bind' in given || 'start' in given);

const isNumber = (value: unknown): boolean => typeof value === 'number';

function toMetrics(
  { toMetric }: Names, argument: string, given: unknown, outputNames: readonly string[],
): (readonly Metric[])[] {
  if (given === undefined) return outputNames.map(() => []);
  const isForAll = typeof given === 'string' || isPart(given);
  const columns = isForAll ? outputNames.map(() => given)
    : toColumns('compile', argument, given, outputNames, Array.isArray);
  return columns.map((column, i) => {
    const name = columnName(argument, outputNames, i), isList = Array.isArray(column);
    const own = isList ? column : [column];
    expectArray('compile', name, own);
    const metrics = own.map((metric, at) => toMetric('compile', isList ? `${name}[${at}]` : name, metric));
    expectMetricNames('compile', metrics);
    return metrics;
  });
}
