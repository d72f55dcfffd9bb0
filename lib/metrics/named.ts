/**
 * The metrics by name.
 * @module
 */

import { family, type Family, type Spelling } from '../core/family.ts';
import { isLoss } from '../losses/isLoss.ts';
import { ANY_CROSSENTROPY, lossFamily, type LossSpelling } from '../losses/named.ts';
import { accuracy } from './accuracy.ts';
import { auc } from './auc.ts';
import { binaryAccuracy } from './binaryAccuracy.ts';
import { categoricalAccuracy } from './categoricalAccuracy.ts';
import { cosineSimilarity } from './cosineSimilarity.ts';
import { f1Score } from './f1Score.ts';
import { falseNegatives } from './falseNegatives.ts';
import { falsePositives } from './falsePositives.ts';
import { fBeta } from './fBeta.ts';
import { expectMetric, isMetric, ofLoss } from './isMetric.ts';
import { meanAbsoluteError } from './meanAbsoluteError.ts';
import { meanAbsolutePercentageError } from './meanAbsolutePercentageError.ts';
import { meanSquaredError } from './meanSquaredError.ts';
import type { Metric } from './metric.ts';
import { precision } from './precision.ts';
import { r2Score } from './r2Score.ts';
import { recall } from './recall.ts';
import { shortNames, type MetricName, type ShortName } from './names.ts';
import { rootMeanSquaredError } from './rootMeanSquaredError.ts';
import { sparseCategoricalAccuracy } from './sparseCategoricalAccuracy.ts';
import { sparseTopKCategoricalAccuracy } from './sparseTopKCategoricalAccuracy.ts';
import { topKCategoricalAccuracy } from './topKCategoricalAccuracy.ts';
import { trueNegatives } from './trueNegatives.ts';
import { truePositives } from './truePositives.ts';

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
  aliases: shortNames, instead, besides: ['a Loss', 'a Metric'], isOne: isMetric,
});

/** All metrics that can be named, as they are without options. */
export const metrics: Readonly<Record<MetricName, Metric>> = metricFamily.all();

/**
 * The metric that an option names or is, or the mean of such a loss. Throws TypeError or RangeError for anything else.
 */
export function toMetric(who: string, argument: string, given: unknown): Metric {
  const loss = metricFamily.find(given) === undefined ? lossFamily.find(given) ?? given : undefined;
  if (isLoss(loss)) return ofLoss(who, argument, loss);
  return expectMetric(who, argument, metricFamily.resolve(who, argument, given));
}
