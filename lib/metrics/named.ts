/**
 * The metrics by name.
 * @module
 */

import { expectNoMisspelling, expectOneOf, show } from '../core/errors.ts';
import { family, isNamedObject, type Family, type Spelling } from '../core/family.ts';
import { ANY_CROSSENTROPY, isLoss, lossFamily, toLoss, type LossSpelling } from '../losses/named.ts';
import { accuracy } from './accuracy.ts';
import { auc } from './auc.ts';
import { binaryAccuracy } from './binaryAccuracy.ts';
import { categoricalAccuracy } from './categoricalAccuracy.ts';
import { cosineSimilarity } from './cosineSimilarity.ts';
import { f1Score } from './f1Score.ts';
import { falseNegatives } from './falseNegatives.ts';
import { falsePositives } from './falsePositives.ts';
import { fBeta } from './fBeta.ts';
import { lossMetric } from './lossMetric.ts';
import { meanAbsoluteError } from './meanAbsoluteError.ts';
import { meanAbsolutePercentageError } from './meanAbsolutePercentageError.ts';
import { meanSquaredError } from './meanSquaredError.ts';
import type { Metric } from './metric.ts';
import { precision } from './precision.ts';
import { r2Score } from './r2Score.ts';
import { recall } from './recall.ts';
import { rootMeanSquaredError } from './rootMeanSquaredError.ts';
import { sparseCategoricalAccuracy } from './sparseCategoricalAccuracy.ts';
import { sparseTopKCategoricalAccuracy } from './sparseTopKCategoricalAccuracy.ts';
import { topKCategoricalAccuracy } from './topKCategoricalAccuracy.ts';
import { trueNegatives } from './trueNegatives.ts';
import { truePositives } from './truePositives.ts';

/** The names of the metrics. */
export type MetricName =
  | 'accuracy' | 'auc' | 'binaryAccuracy' | 'categoricalAccuracy' | 'cosineSimilarity' | 'f1Score' | 'fBeta'
  | 'falseNegatives' | 'falsePositives' | 'meanAbsoluteError' | 'meanAbsolutePercentageError' | 'meanSquaredError'
  | 'precision' | 'r2Score' | 'recall' | 'rootMeanSquaredError' | 'sparseCategoricalAccuracy'
  | 'sparseTopKCategoricalAccuracy' | 'topKCategoricalAccuracy' | 'trueNegatives' | 'truePositives';

/** Keras' short names. */
type ShortName = 'acc' | 'f1' | 'mae' | 'mape' | 'mse' | 'r2' | 'rmse';

const aliases: Readonly<Record<ShortName, MetricName>> = {
  acc: 'accuracy', f1: 'f1Score', mae: 'meanAbsoluteError', mape: 'meanAbsolutePercentageError',
  mse: 'meanSquaredError', r2: 'r2Score', rmse: 'rootMeanSquaredError',
};

const BY_PRECISION = "auc({ curve: 'PR' })";
const OF_LOSS = "no metric for the loss: logs have 'loss', and 'val_loss' where there are validation data";

const instead = {
  aucPr: BY_PRECISION, prAuc: BY_PRECISION, averagePrecision: BY_PRECISION, rocAuc: "'auc'", aucRoc: "'auc'",
  balancedAccuracy: "recall({ average: 'macro', threshold: null })", sensitivity: "'recall'",
  confusionMatrix: 'confusionMatrix(model.predict(x), y, classes), which is a function and no metric',
  crossentropy: ANY_CROSSENTROPY, logLoss: ANY_CROSSENTROPY, loss: OF_LOSS, valLoss: OF_LOSS,
  tp: "'truePositives'", fp: "'falsePositives'", tn: "'trueNegatives'", fn: "'falseNegatives'",
  topK: 'topKCategoricalAccuracy({ k: 5 }), or sparseTopKCategoricalAccuracy({ k: 5 }) for labels',
};

/** What an option may call a metric: its name, as Keras spells it too, or a short one; or what one may call a loss. */
export type MetricSpelling = Spelling<MetricName> | ShortName | 'AUC' | LossSpelling;

export const metricFamily: Family<Metric, MetricName> = family({
  kind: 'metrics',
  values: {
    accuracy, categoricalAccuracy, cosineSimilarity, meanAbsoluteError, meanAbsolutePercentageError, meanSquaredError,
    rootMeanSquaredError, sparseCategoricalAccuracy,
  },
  makers: {
    auc, binaryAccuracy, f1Score, fBeta, falseNegatives, falsePositives, precision, r2Score, recall,
    sparseTopKCategoricalAccuracy, topKCategoricalAccuracy, trueNegatives, truePositives,
  },
  aliases, instead, besides: ['a Loss', 'a Metric'], isOne: isMetric,
});

/** All metrics that can be named, as they are without options. */
export const metrics: Readonly<Record<MetricName, Metric>> = metricFamily.all();

/** What a metric may have. */
const MEMBERS = ['name', 'better', 'loss', 'parts', 'start'];

/**
 * The metric that an option names or is, or the mean of such a loss. Throws TypeError or RangeError for anything else.
 */
export function toMetric(who: string, argument: string, given: unknown): Metric {
  const loss = metricFamily.find(given) === undefined ? lossFamily.find(given) ?? (isLoss(given) && given) : false;
  if (loss !== false) return lossMetric(toLoss(who, argument, loss));
  const metric = metricFamily.resolve(who, argument, given), { name, better } = metric;
  expectNoMisspelling(who, argument, metric, MEMBERS);
  if (better !== undefined) expectOneOf(who, `better of metric ${show(name)}`, better, ['higher', 'lower']);
  return metric;
}

function isMetric(given: unknown): given is Metric {
  return isNamedObject(given) && 'start' in given && typeof given.start === 'function';
}
