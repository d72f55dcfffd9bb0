import { countedMetric, type DecisionOptions } from './decisions.ts';
import type { Metric } from './metric.ts';

/**
 * How many outputs say no where the target is 0; where rows have weights, those of their rows added up. Labels count as
 * one-hot vectors.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range. Where it is
 * used, throws TypeError for a loss whose outputs can only be compared, unless options say which outputs mean yes.
 *
 * Formula: TN
 * Default: threshold as the loss has it, 0 or 0.5, targetThreshold likewise
 * Source: Keras 3 (TrueNegatives).
 */
export function trueNegatives(options: DecisionOptions = {}): Metric {
  return countedMetric({ kind: 'trueNegatives', better: 'higher', score: (_tp, _fp, _fn, tn) => tn }, options);
}
