/**
 * The metrics, by name.
 * @module
 */

import { accuracy } from './accuracy.ts';
import { auc } from './auc.ts';
import { binaryAccuracy } from './binaryAccuracy.ts';
import { categoricalAccuracy } from './categoricalAccuracy.ts';
import { f1Score } from './f1Score.ts';
import { meanAbsoluteError } from './meanAbsoluteError.ts';
import { meanSquaredError } from './meanSquaredError.ts';
import { precision } from './precision.ts';
import { recall } from './recall.ts';
import { sparseCategoricalAccuracy } from './sparseCategoricalAccuracy.ts';
import { sparseTopKCategoricalAccuracy } from './sparseTopKCategoricalAccuracy.ts';
import { topKCategoricalAccuracy } from './topKCategoricalAccuracy.ts';
import type { Metric } from './metric.ts';

export {
  accuracy, auc, binaryAccuracy, categoricalAccuracy, f1Score, meanAbsoluteError, meanSquaredError, precision, recall, sparseCategoricalAccuracy,
  sparseTopKCategoricalAccuracy, topKCategoricalAccuracy,
};
export { argmax } from './argmax.ts';
export { confusionMatrix } from './confusionMatrix.ts';
export type { ThresholdOptions } from './decision.ts';
export type { Metric, MetricOptions, MetricState } from './metric.ts';
export { toMetric, type NamedMetrics } from './toMetric.ts';
export type { TopKOptions } from './topK.ts';

export type MetricName =
  | 'accuracy' | 'auc' | 'binaryAccuracy' | 'categoricalAccuracy' | 'f1Score' | 'meanAbsoluteError' | 'meanSquaredError' | 'precision' | 'recall'
  | 'sparseCategoricalAccuracy' | 'sparseTopKCategoricalAccuracy' | 'topKCategoricalAccuracy';

/** All metrics that can be named, those with options as they are without any. */
export const metrics: Readonly<Record<MetricName, Metric | (() => Metric)>> = {
  accuracy, auc, binaryAccuracy, categoricalAccuracy, f1Score, meanAbsoluteError, meanSquaredError, precision, recall, sparseCategoricalAccuracy,
  sparseTopKCategoricalAccuracy, topKCategoricalAccuracy,
};
