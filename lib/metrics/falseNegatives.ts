import { countedMetric, type DecisionOptions } from './decisions.ts';
import type { Metric } from './metric.ts';

/**
 * How many outputs say no where the target is 1; where rows have weights, those of their rows added up. Labels count as
 * one-hot vectors.
 *
 * Formula: FN
 * Default: threshold as the loss has it, 0 or 0.5, targetThreshold likewise
 * Source: Keras 3 (FalseNegatives).
 */
export function falseNegatives(options: DecisionOptions = {}): Metric {
  return countedMetric({ kind: 'falseNegatives', better: 'lower', score: (_tp, _fp, fn) => fn }, options);
}
