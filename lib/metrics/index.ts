/**
 * The metrics.
 * @module
 */

export { accuracy } from './accuracy.ts';
export { argmax } from './argmax.ts';
export { auc } from './auc.ts';
export { binaryAccuracy } from './binaryAccuracy.ts';
export { categoricalAccuracy } from './categoricalAccuracy.ts';
export { confusionMatrix } from './confusionMatrix.ts';
export type { ThresholdOptions } from './decision.ts';
export { f1Score } from './f1Score.ts';
export { meanAbsoluteError } from './meanAbsoluteError.ts';
export { meanSquaredError } from './meanSquaredError.ts';
export type { Metric, MetricOptions, MetricState } from './metric.ts';
export { metrics, toMetric, type MetricName, type MetricSpelling } from './named.ts';
export { precision } from './precision.ts';
export { recall } from './recall.ts';
export { sparseCategoricalAccuracy } from './sparseCategoricalAccuracy.ts';
export { sparseTopKCategoricalAccuracy } from './sparseTopKCategoricalAccuracy.ts';
export type { TopKOptions } from './topK.ts';
export { topKCategoricalAccuracy } from './topKCategoricalAccuracy.ts';
