/**
 * The metrics.
 * @module
 */

export { accuracy } from './accuracy.ts';
export { argmax } from './argmax.ts';
export { auc, type AUCOptions } from './auc.ts';
export { binaryAccuracy } from './binaryAccuracy.ts';
export { categoricalAccuracy } from './categoricalAccuracy.ts';
export { confusionMatrix } from './confusionMatrix.ts';
export { cosineSimilarity } from './cosineSimilarity.ts';
export type { ThresholdOptions } from './decision.ts';
export type { AverageOptions, DecisionOptions } from './decisions.ts';
export { f1Score } from './f1Score.ts';
export { falseNegatives } from './falseNegatives.ts';
export { falsePositives } from './falsePositives.ts';
export { fBeta, type FBetaOptions } from './fBeta.ts';
export { meanAbsoluteError } from './meanAbsoluteError.ts';
export { meanAbsolutePercentageError } from './meanAbsolutePercentageError.ts';
export { meanSquaredError } from './meanSquaredError.ts';
export type { Metric, MetricOptions, MetricState } from './metric.ts';
export { metrics, toMetric, type MetricSpelling } from './named.ts';
export type { MetricName } from './names.ts';
export { precision } from './precision.ts';
export { r2Score, type R2ScoreOptions } from './r2Score.ts';
export { recall } from './recall.ts';
export { rootMeanSquaredError } from './rootMeanSquaredError.ts';
export { sparseCategoricalAccuracy } from './sparseCategoricalAccuracy.ts';
export { sparseTopKCategoricalAccuracy } from './sparseTopKCategoricalAccuracy.ts';
export type { TopKOptions } from './topK.ts';
export { topKCategoricalAccuracy } from './topKCategoricalAccuracy.ts';
export { trueNegatives } from './trueNegatives.ts';
export { truePositives } from './truePositives.ts';
