/**
 * The metrics by name.
 * @module
 */

import { expectNoMisspelling, expectOneOf, show } from '../core/errors.ts';
import { family, isNamedObject, type Family, type Spelling } from '../core/family.ts';
import { accuracy } from './accuracy.ts';
import { auc } from './auc.ts';
import { binaryAccuracy } from './binaryAccuracy.ts';
import { categoricalAccuracy } from './categoricalAccuracy.ts';
import { f1Score } from './f1Score.ts';
import { meanAbsoluteError } from './meanAbsoluteError.ts';
import { meanSquaredError } from './meanSquaredError.ts';
import type { Metric } from './metric.ts';
import { precision } from './precision.ts';
import { recall } from './recall.ts';
import { sparseCategoricalAccuracy } from './sparseCategoricalAccuracy.ts';
import { sparseTopKCategoricalAccuracy } from './sparseTopKCategoricalAccuracy.ts';
import { topKCategoricalAccuracy } from './topKCategoricalAccuracy.ts';

export type MetricName =
  | 'accuracy' | 'auc' | 'binaryAccuracy' | 'categoricalAccuracy' | 'f1Score' | 'meanAbsoluteError' | 'meanSquaredError'
  | 'precision' | 'recall' | 'sparseCategoricalAccuracy' | 'sparseTopKCategoricalAccuracy' | 'topKCategoricalAccuracy';

/** Keras' short names. */
type ShortName = 'acc' | 'f1' | 'mae' | 'mse';

const aliases: Readonly<Record<ShortName, MetricName>> = {
  acc: 'accuracy', f1: 'f1Score', mae: 'meanAbsoluteError', mse: 'meanSquaredError',
};

/** What an option may call a metric: its name, as Keras spells it too, or a short one. */
export type MetricSpelling = Spelling<MetricName> | ShortName | 'AUC';

export const metricFamily: Family<Metric, MetricName> = family({
  kind: 'metrics',
  values: { accuracy, auc, categoricalAccuracy, meanAbsoluteError, meanSquaredError, sparseCategoricalAccuracy },
  makers: { binaryAccuracy, f1Score, precision, recall, sparseTopKCategoricalAccuracy, topKCategoricalAccuracy },
  aliases, besides: ['a Metric'], isOne: isMetric,
});

/** All metrics that can be named, as they are without options. */
export const metrics: Readonly<Record<MetricName, Metric>> = metricFamily.all();

/** What a metric may have. */
const MEMBERS = ['name', 'better', 'start'];

/** The metric that an option names or is. Throws TypeError or RangeError for anything else. */
export function toMetric(who: string, argument: string, given: unknown): Metric {
  const metric = metricFamily.resolve(who, argument, given), { name, better } = metric;
  expectNoMisspelling(who, argument, metric, MEMBERS);
  if (better !== undefined) expectOneOf(who, `better of metric ${show(name)}`, better, ['higher', 'lower']);
  return metric;
}

function isMetric(given: unknown): given is Metric {
  return isNamedObject(given) && 'start' in given && typeof given.start === 'function';
}
