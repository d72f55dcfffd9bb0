/**
 * What `compile` is given.
 * @module
 */

import { expectArray, expectInstance, expectKnownOptions, expectNoMisspelling, show, typeError } from '../core/errors.ts';
import { losses, toLoss, type Loss, type LossName } from '../losses/index.ts';
import { metrics, toMetric, type Metric, type MetricName } from '../metrics/index.ts';
import { Optimizer } from '../optimizers/index.ts';
import { expectMetricNames } from './expectMetrics.ts';
import { HOW_TO_MINIMIZE } from './howToMinimize.ts';

export interface CompileOptions {
  readonly optimizer: Optimizer;
  readonly loss: LossName | Loss;
  /** Default none. */
  readonly metrics?: readonly (MetricName | Metric)[];
}

/** The options with names resolved. */
export interface Chosen {
  readonly optimizer: Optimizer;
  readonly loss: Loss;
  readonly metrics: readonly Metric[];
}

/** What subclasses override. */
const OPTIMIZER_MEMBERS = [
  'name', 'slotNames', 'scratchNames', 'firstScalars', 'learningRate', 'applyDense', 'slotLength', 'slotStart', 'finishStep', 'getConfig',
  'computeGradients', 'applyGradients', 'minimize', 'iterations', 'prepare', 'getWeights', 'setWeights',
];

const AN_OPTIMIZER = 'an Optimizer such as sgd({ learningRate: 0.1 })';

/** The options, checked. Throws TypeError or RangeError for an optimizer, loss or metric that is none. */
export function toChosen(options: CompileOptions): Chosen {
  expectKnownOptions('compile', options, ['optimizer', 'loss', 'metrics']);
  const { optimizer, loss, metrics: wanted = [] } = options;
  expectOptimizer(optimizer);
  const chosen = toLoss('compile', loss, losses);
  expectArray('compile', 'metrics', wanted);
  const measured = wanted.map((metric: unknown) => toMetric('compile', metric, metrics));
  expectMetricNames('compile', measured);
  return { optimizer, loss: chosen, metrics: measured };
}

function expectOptimizer(value: unknown): asserts value is Optimizer {
  if (typeof value === 'function') {
    throw typeError(`compile: optimizer must be ${AN_OPTIMIZER}, got ${show(value)}; ${HOW_TO_MINIMIZE}`);
  }
  expectInstance('compile', 'optimizer', value, Optimizer, AN_OPTIMIZER);
  expectNoMisspelling('compile', 'optimizer', value, OPTIMIZER_MEMBERS);
}
