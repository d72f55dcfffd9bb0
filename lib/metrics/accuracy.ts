import type { Loss } from '../losses/index.ts';
import { isCategoricallyRight } from './categoricalAccuracy.ts';
import { isRightBy, outputThreshold } from './decision.ts';
import type { Metric } from './metric.ts';
import { shareOf, type Right } from './share.ts';
import { isSparselyRight } from './sparseCategoricalAccuracy.ts';

/** Of a single output. */
function isBinarilyRight(loss: Loss): Right {
  const isRight = isRightBy(loss, outputThreshold('accuracy', loss));
  return (prediction, targets, row) => isRight(prediction[row], targets[row]);
}

/**
 * The share of examples that are classified rightly.
 *
 * As in Keras, what that means follows from loss and outputs: labels: the largest output is the label's; one output:
 * whether it exceeds ½ equals the target, 0 or 1; else: the largest output stands where the largest target does.
 * Of equal outputs the first counts. (Keras 2.2.4 also takes several outputs with binaryCrossentropy one by one; that
 * is binaryAccuracy.)
 *
 * A single output must exceed 0, unlike in Keras, where the loss is binary cross-entropy of logits or a hinge loss; the
 * targets of a hinge loss are −1 and 1. As in Keras, a single target between yes and no, such as 0.9, is never met:
 * `binaryAccuracy` with a `targetThreshold` takes it for one of them.
 *
 * An example with an output that is NaN is never right; Keras takes a NaN among several outputs for the class, and a
 * single one for a no.
 *
 * Formula: one of sparseCategoricalAccuracy, binaryAccuracy, categoricalAccuracy
 * Source: Keras 2.2.4.
 */
export const accuracy: Metric = {
  name: 'accuracy',
  better: 'higher',
  start(outputs, loss) {
    if (loss.target === 'label') return shareOf(isSparselyRight, outputs);
    return shareOf(outputs === 1 ? isBinarilyRight(loss) : isCategoricallyRight, outputs);
  },
};
