import { meanSquaredError } from './meanSquaredError.ts';
import type { Metric } from './metric.ts';

/**
 * The root of the mean of (a − y)² over all outputs of all examples. Labels count as one-hot vectors.
 *
 * Formula: √(mean of (a − y)²)
 * Source: Keras 3.
 */
export const rootMeanSquaredError: Metric = {
  name: 'rootMeanSquaredError',
  better: 'lower',
  start(outputs, loss) {
    const squares = meanSquaredError.start(outputs, loss);
    return { ...squares, result: () => Math.sqrt(squares.result()) };
  },
};
