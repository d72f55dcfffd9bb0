import { meanMetric } from './mean.ts';
import type { Metric } from './metric.ts';

/** A target counts as at least so much. */
const LEAST = 1e-7;

/**
 * The mean of 100·|a − y|/max(|y|, 10⁻⁷) over all outputs of all examples, summed in binary64. Labels count as one-hot
 * vectors.
 *
 * Formula: mean of 100 · |a − y|/|y|
 * Source: Keras 3.
 */
export const meanAbsolutePercentageError: Metric = meanMetric(
  'meanAbsolutePercentageError', 'lower', () => (a, y) => 100 * Math.abs(a - y) / Math.max(Math.abs(y), LEAST),
);
