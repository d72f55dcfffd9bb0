import { isCategoricallyRight } from './categoricalAccuracy.ts';
import type { Metric } from './metric.ts';
import { shareOf, type Right } from './share.ts';
import { isSparselyRight } from './sparseCategoricalAccuracy.ts';

const isBinarilyRight: Right = (prediction, targets, row) => Number(prediction[row] > 0.5) === targets[row];

/**
 * The share of examples that are classified rightly.
 *
 * As in Keras, what that means follows from loss and outputs: labels: the largest output is the label's; one output:
 * whether it exceeds ½ equals the target, 0 or 1; else: the largest output stands where the largest target does.
 * Of equal outputs the first counts. (Keras 2.2.4 also takes several outputs with binaryCrossentropy one by one; that is binaryAccuracy.)
 *
 * Formula: one of sparseCategoricalAccuracy, binaryAccuracy, categoricalAccuracy
 * Source: Keras 2.2.4.
 */
export const accuracy: Metric = {
  name: 'accuracy',
  comparesOutputs: true,
  start: (outputs, loss) => shareOf(loss.target === 'label' ? isSparselyRight : outputs === 1 ? isBinarilyRight : isCategoricallyRight, outputs),
};
