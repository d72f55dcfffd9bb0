import { countedMetric, type DecisionOptions } from './decisions.ts';
import type { Metric } from './metric.ts';

/**
 * How many outputs say yes where the target is 1; where rows have weights, those of their rows added up. Labels count
 * as one-hot vectors.
 *
 * Formula: TP
 * Default: threshold as the loss has it, 0 or 0.5, targetThreshold likewise
 * Source: Keras 3 (TruePositives).
 */
export function truePositives(options: DecisionOptions = {}): Metric {
  return countedMetric({ kind: 'truePositives', better: 'higher', score: (tp) => tp }, options);
}
