import { meanMetric } from './mean.ts';
import type { Metric } from './metric.ts';

/**
 * The mean of |a − y| over all outputs of all examples, summed in binary64. Labels count as one-hot vectors.
 *
 * Formula: mean of |a − y|
 * Source: Keras 2.2.4.
 */
export const meanAbsoluteError: Metric = meanMetric('meanAbsoluteError', 'lower', () => (a, y) => Math.abs(a - y));
