import { targetThreshold } from './decision.ts';
import { elementMetric } from './elements.ts';
import type { Metric } from './metric.ts';

/**
 * The area under the receiver operating characteristic: how likely the output of a target 1 is above that of a target
 * 0, equals counting half. NaN where all targets are alike or an output is NaN.
 *
 * Exact, by sorting all outputs since the start, which it keeps: one number each. Keras counts at 200 thresholds, and
 * so gives an approximation. All outputs count alike, as they are: the order of logits of yes is that of their
 * probabilities. Labels count as one-hot vectors. A target above ½ counts as 1 (for hinge losses, whose targets are −1
 * and 1: above 0), any other as 0.
 *
 * Formula: (pairs in order + ½ · pairs of equals)/all pairs
 * Source: Mann and Whitney 1947; Keras 3 (AUC) up to its thresholds.
 */
export const auc: Metric = elementMetric('auc', 'higher', (loss) => {
  const yes = targetThreshold(loss);
  let positives: number[] = [], negatives: number[] = [];
  return {
    add(a, y) {
      (y > yes ? positives : negatives).push(a);
    },
    result: () => area(Float64Array.from(positives), Float64Array.from(negatives)),
    reset() {
      positives = [];
      negatives = [];
    },
    numbers: () => [positives.length, ...positives, ...negatives],
    restore([count, ...outputs]) {
      positives = outputs.slice(0, count);
      negatives = outputs.slice(count);
    },
  };
});

function area(positives: Float64Array, negatives: Float64Array): number {
  if (positives.some(Number.isNaN) || negatives.some(Number.isNaN)) return NaN;
  positives.sort();
  negatives.sort();
  let below = 0, notAbove = 0, doubled = 0; // of the negatives: below this positive, and not above it
  for (const positive of positives) {
    while (below < negatives.length && negatives[below] < positive) below++;
    while (notAbove < negatives.length && negatives[notAbove] <= positive) notAbove++;
    doubled += below + notAbove;
  }
  return doubled / (2 * positives.length * negatives.length);
}
