import { cosineSimilarity as loss } from '../losses/index.ts';
import { lossMetric } from './lossMetric.ts';
import type { Metric } from './metric.ts';

const { start } = lossMetric(loss);

/**
 * The mean over examples of the cosine of the angle between output and target: the loss of that name with its sign
 * turned, as in Keras. Labels count as one-hot vectors.
 *
 * Formula: mean of Σⱼ (y/‖y‖) · (a/‖a‖)
 * Source: Keras 3 (CosineSimilarity).
 */
export const cosineSimilarity: Metric = {
  name: 'cosineSimilarity',
  better: 'higher',
  start(outputs, trained) {
    const losses = start(outputs, trained);
    return { ...losses, result: () => -losses.result() };
  },
};
