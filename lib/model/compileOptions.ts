/**
 * What `compile` is given.
 * @module
 */

import {
  expectArray, expectFloat32Number, expectInstance, expectKnownOptions, expectNoMisspelling, hintToCall, isPlainObject,
  show, typeError,
} from '../core/errors.ts';
import { toLoss, type Loss, type LossSpelling } from '../losses/index.ts';
import { toMetric, type Metric, type MetricSpelling } from '../metrics/index.ts';
import { Optimizer } from '../optimizers/index.ts';
import { AN_OPTIMIZER, optimizerNamed, optimizers, type OptimizerName } from '../optimizers/registry.ts';
import { columnName, columnsByName, toColumns, type Columns } from './columns.ts';
import { expectMetricNames } from './expectMetrics.ts';
import { HOW_TO_MINIMIZE } from './howToMinimize.ts';

export interface CompileOptions {
  /** One of your making, or the name of one that needs no options, such as 'adam'. */
  readonly optimizer: OptimizerName | Optimizer;
  /**
   * Names are taken in snake_case too, and Keras' short ones: 'mse'. Of a model of several outputs one for all of them,
   * or one for each, by name or in order.
   */
  readonly loss: Columns<LossSpelling | Loss>;
  /**
   * What the loss of each output weighs in J: Σ weight · loss. What an `activityRegularizer` adds has no weight.
   * Default 1 each.
   */
  readonly lossWeights?: Columns<number>;
  /**
   * Names are taken as those of losses are: 'acc'; a loss, by name or as it is, gives its mean. Of a model of several
   * outputs a list for each, by name or in order.
   * Default none.
   */
  readonly metrics?: readonly (MetricSpelling | Metric | Loss)[]
    | Columns<readonly (MetricSpelling | Metric | Loss)[]>;
}

/** The options with names resolved; losses, their weights and metrics one an output. */
export interface Chosen {
  readonly optimizer: Optimizer;
  readonly losses: readonly Loss[];
  readonly lossWeights: readonly number[];
  readonly metrics: readonly (readonly Metric[])[];
}

/** What subclasses override. */
const OPTIMIZER_MEMBERS = [
  'name', 'slotNames', 'scratchNames', 'firstScalars', 'learningRate', 'applyDense', 'bind', 'slotLength',
  'slotStart', 'finishStep', 'getConfig',
  'computeGradients', 'applyGradients', 'minimize', 'iterations', 'prepare', 'getWeights', 'setWeights',
];

/**
 * The options, checked, for a model with outputs of those names. Throws TypeError, RangeError or ShapeError for an
 * optimizer, loss or metric that is none, or for another output.
 */
export function toChosen(options: CompileOptions, outputNames: readonly string[]): Chosen {
  expectKnownOptions('compile', options, ['optimizer', 'loss', 'lossWeights', 'metrics']);
  const { lossWeights = outputNames.map(() => 1) } = options;
  return {
    optimizer: toOptimizer(options.optimizer), losses: toLosses(options.loss, outputNames),
    lossWeights: toColumns('compile', 'lossWeights', lossWeights, outputNames, isNumber).map((weight, i) => {
      expectFloat32Number('compile', columnName('lossWeights', outputNames, i), weight);
      return weight;
    }),
    metrics: toMetrics(options.metrics, outputNames),
  };
}

function toLosses(given: CompileOptions['loss'], outputNames: readonly string[]): Loss[] {
  const isByName = isPlainObject(given) && !('bind' in given);
  const all = isByName ? columnsByName('compile', 'loss', given, outputNames)
    : Array.isArray(given) ? toColumns('compile', 'loss', given, outputNames, () => true)
    : outputNames.map(() => given);
  return all.map((loss, i) => toLoss('compile', columnName('loss', outputNames, i), loss));
}

const isNumber = (value: unknown): boolean => typeof value === 'number';

function toMetrics(given: CompileOptions['metrics'], outputNames: readonly string[]): (readonly Metric[])[] {
  if (given === undefined) return outputNames.map(() => []);
  return toColumns('compile', 'metrics', given, outputNames, Array.isArray).map((own, i) => {
    const name = columnName('metrics', outputNames, i);
    expectArray('compile', name, own);
    const metrics = own.map((metric, at) => toMetric('compile', `${name}[${at}]`, metric));
    expectMetricNames('compile', metrics);
    return metrics;
  });
}

function toOptimizer(given: unknown): Optimizer {
  if (typeof given === 'string') return optimizerNamed('compile', 'optimizer', given);
  if (typeof given === 'function') {
    const hint = hintToCall(given, optimizers) || `; ${HOW_TO_MINIMIZE}`;
    throw typeError(`compile: optimizer must be ${AN_OPTIMIZER}, got ${show(given)}${hint}`);
  }
  expectInstance('compile', 'optimizer', given, Optimizer, AN_OPTIMIZER);
  expectNoMisspelling('compile', 'optimizer', given, OPTIMIZER_MEMBERS);
  return given;
}
