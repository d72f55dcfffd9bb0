import { isCategoricallyRight } from './categoricalAccuracy.ts';
import type { Loss } from '../losses/index.ts';
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
 * whether it exceeds ½ equals the target, 0 or 1; else: the largest output stands where the largest target does. Unlike
 * in Keras, what a single output must exceed is 0 where the loss is binary cross-entropy of logits, or a hinge loss,
 * whose targets are −1 and 1. As in Keras, a single target between them, such as 0.9, is never met; `binaryAccuracy({
 * targetThreshold: 0.5 })` takes it for a yes. Of equal outputs the first counts; an example with an output that is NaN
 * is never right, where Keras takes it for the class of the first NaN, and for a no. (Keras 2.2.4 also takes several
 * outputs with binaryCrossentropy one by one; that is binaryAccuracy.)
 *
 * Formula: one of sparseCategoricalAccuracy, binaryAccuracy, categoricalAccuracy
 * Source: Keras 2.2.4.
 */
export const accuracy: Metric = {
  name: 'accuracy',
  better: 'higher',
  comparesOutputs: true,
  start(outputs, loss) {
    if (loss.target === 'label') return shareOf(isSparselyRight, outputs);
    return shareOf(outputs === 1 ? isBinarilyRight(loss) : isCategoricallyRight, outputs);
  },
};
