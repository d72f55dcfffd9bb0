/**
 * What `compile` is given.
 * @module
 */

import {
  expectArray, expectInstance, expectKnownOptions, expectNoMisspelling, hintToCall, show, typeError,
} from '../core/errors.ts';
import { toLoss, type Loss, type LossSpelling } from '../losses/index.ts';
import { toMetric, type Metric, type MetricSpelling } from '../metrics/index.ts';
import { Optimizer } from '../optimizers/index.ts';
import { AN_OPTIMIZER, optimizerNamed, optimizers, type OptimizerName } from '../optimizers/registry.ts';
import { expectMetricNames } from './expectMetrics.ts';
import { HOW_TO_MINIMIZE } from './howToMinimize.ts';

export interface CompileOptions {
  /** One of your making, or the name of one that needs no options, such as 'adam'. */
  readonly optimizer: OptimizerName | Optimizer;
  /** Names are taken in snake_case too, and Keras' short ones: 'mse'. */
  readonly loss: LossSpelling | Loss;
  /** Names are taken as those of losses are: 'acc'. Default none. */
  readonly metrics?: readonly (MetricSpelling | Metric)[];
}

/** The options with names resolved. */
export interface Chosen {
  readonly optimizer: Optimizer;
  readonly loss: Loss;
  readonly metrics: readonly Metric[];
}

/** What subclasses override. */
const OPTIMIZER_MEMBERS = [
  'name', 'slotNames', 'scratchNames', 'firstScalars', 'learningRate', 'applyDense', 'bind', 'slotLength',
  'slotStart', 'finishStep', 'getConfig',
  'computeGradients', 'applyGradients', 'minimize', 'iterations', 'prepare', 'getWeights', 'setWeights',
];

/** The options, checked. Throws TypeError or RangeError for an optimizer, loss or metric that is none. */
export function toChosen(options: CompileOptions): Chosen {
  expectKnownOptions('compile', options, ['optimizer', 'loss', 'metrics']);
  const optimizer = toOptimizer(options.optimizer), loss = toLoss('compile', 'loss', options.loss);
  const { metrics: wanted = [] } = options;
  expectArray('compile', 'metrics', wanted);
  const metrics = wanted.map((metric, i) => toMetric('compile', `metrics[${i}]`, metric));
  expectMetricNames('compile', metrics);
  return { optimizer, loss, metrics };
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
