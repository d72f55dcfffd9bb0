import type { FloatArray } from '../kernels/index.ts';
import type { Metric } from './metric.ts';

type Right = (prediction: FloatArray, targets: FloatArray, row: number, outputs: number) => boolean;

/** The position of the largest of a row, the first of equals. */
export function argmax(values: FloatArray, start: number, length: number): number {
  let best = 0;
  for (let j = 1; j < length; j++) if (values[start + j] > values[start + best]) best = j;
  return best;
}

const sparse: Right = (prediction, targets, row, outputs) => argmax(prediction, row * outputs, outputs) === targets[row];
const categorical: Right = (prediction, targets, row, outputs) => argmax(prediction, row * outputs, outputs) === argmax(targets, row * outputs, outputs);
const binary: Right = (prediction, targets, row) => Number(prediction[row] > 0.5) === targets[row];

/**
 * The share of examples that are classified rightly.
 *
 * As in Keras, what that means follows from loss and outputs: labels: the largest output is the label's; one output:
 * whether it exceeds ½ equals the target, 0 or 1; else: the largest output stands where the largest target does.
 * Of equal outputs the first counts.
 */
export const accuracy: Metric = {
  name: 'accuracy',
  start(outputs, loss) {
    const isRight = loss.target === 'label' ? sparse : outputs === 1 ? binary : categorical;
    let right = 0, seen = 0;
    return {
      update(prediction, targets, batch) {
        for (let row = 0; row < batch; row++) if (isRight(prediction, targets, row, outputs)) right++;
        seen += batch;
      },
      result: () => right / seen,
      reset() {
        right = seen = 0;
      },
    };
  },
};
