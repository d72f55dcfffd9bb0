/**
 * What the metrics are called, without the metrics.
 * @module
 */

import { plainOf } from '../core/nearest.ts';

/** The names of the metrics. */
export type MetricName =
  | 'accuracy' | 'auc' | 'binaryAccuracy' | 'categoricalAccuracy' | 'cosineSimilarity' | 'f1Score' | 'fBeta'
  | 'falseNegatives' | 'falsePositives' | 'meanAbsoluteError' | 'meanAbsolutePercentageError' | 'meanSquaredError'
  | 'precision' | 'r2Score' | 'recall' | 'rootMeanSquaredError' | 'sparseCategoricalAccuracy'
  | 'sparseTopKCategoricalAccuracy' | 'topKCategoricalAccuracy' | 'trueNegatives' | 'truePositives';

/** Keras' short names. */
export type ShortName = 'acc' | 'f1' | 'mae' | 'mape' | 'mse' | 'r2' | 'rmse';

export const shortNames: Readonly<Record<ShortName, MetricName>> = {
  acc: 'accuracy', f1: 'f1Score', mae: 'meanAbsoluteError', mape: 'meanAbsolutePercentageError',
  mse: 'meanSquaredError', r2: 'r2Score', rmse: 'rootMeanSquaredError',
};

/** Whether a word is a spelling of a metric's name, or short for it. */
export function isNameOf(name: string, word: string): boolean {
  const plain = plainOf(word), long = Object.entries(shortNames).find(([short]) => short === plain)?.[1];
  return plainOf(name) === plainOf(long ?? word);
}
