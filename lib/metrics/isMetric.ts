/**
 * What passes for a metric.
 * @module
 */

import { expectNoMisspelling, expectOneOf, show } from '../core/errors.ts';
import { isNamedObject } from '../core/family.ts';
import type { Loss } from '../losses/index.ts';
import { expectLoss } from '../losses/isLoss.ts';
import { lossMetric } from './lossMetric.ts';
import type { Metric } from './metric.ts';

/** What a metric may have. */
const MEMBERS = ['name', 'better', 'loss', 'parts', 'start'];

/** Whether it is one, of one's own perhaps. */
export function isMetric(given: unknown): given is Metric {
  return isNamedObject(given) && 'start' in given && typeof given.start === 'function';
}

/** The metric. Throws TypeError or RangeError where what it says of itself is nothing that it may say. */
export function expectMetric(who: string, argument: string, metric: Metric): Metric {
  const { name, better } = metric;
  expectNoMisspelling(who, argument, metric, MEMBERS);
  if (better !== undefined) expectOneOf(who, `better of metric ${show(name)}`, better, ['higher', 'lower']);
  return metric;
}

/** The mean of a loss as a metric. Throws as `expectLoss`. */
export function ofLoss(who: string, argument: string, loss: Loss): Metric {
  return lossMetric(expectLoss(who, argument, loss));
}
