import { countedMetric, type DecisionOptions } from './decisions.ts';
import type { Metric } from './metric.ts';

/**
 * How many outputs say no where the target is 0; where rows have weights, those of their rows added up. Labels count as
 * one-hot vectors.
 *
 * Formula: TN
 * Default: threshold as the loss has it, 0 or 0.5, targetThreshold likewise
 * Source: Keras 3 (TrueNegatives).
 */
export function trueNegatives(options: DecisionOptions = {}): Metric {
  return countedMetric({ kind: 'trueNegatives', better: 'higher', score: (_tp, _fp, _fn, tn) => tn }, options);
}
