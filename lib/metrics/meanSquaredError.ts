import { meanMetric } from './mean.ts';
import type { Metric } from './metric.ts';

/**
 * The mean of (a − y)² over all outputs of all examples, summed in binary64. Labels count as one-hot vectors.
 *
 * Formula: mean of (a − y)²
 * Source: Keras 2.2.4.
 */
export const meanSquaredError: Metric = meanMetric('meanSquaredError', 'lower', () => (a, y) => (a - y) * (a - y));
