import { ShapeError, expectArrayLike, expectInteger, rangeError, show } from '../core/errors.ts';
import type { FloatArray } from '../kernels/index.ts';
import { argmax } from './argmax.ts';

/**
 * How often each class was taken for each: element (i, j) of the classes × classes matrix, row-major, counts
 * the examples with label i whose largest output, the first of equals, is j.
 *
 *     const counts = confusionMatrix(model.predict(x), labels, 10);
 *
 * Throws TypeError for what is no array of numbers, ShapeError unless there is one row of outputs a label,
 * RangeError for a label that is no class's number and for an output that is NaN.
 */
export function confusionMatrix(prediction: FloatArray, labels: ArrayLike<number>, classes: number): Uint32Array {
  expectInteger('confusionMatrix', 'classes', classes, 2);
  expectArrayLike('confusionMatrix', 'prediction', prediction);
  expectArrayLike('confusionMatrix', 'labels', labels);
  if (prediction.length !== labels.length * classes) {
    throw new ShapeError(
      `confusionMatrix: prediction must hold ${labels.length} × ${classes} outputs, got ${prediction.length}`,
    );
  }
  const counts = new Uint32Array(classes * classes);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row];
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      throw rangeError(
        `confusionMatrix: labels[${row}] must be a whole number from 0 to ${classes - 1}, got ${show(label)}`,
      );
    }
    const largest = argmax(prediction, row * classes, classes), at = row * classes + largest;
    if (Number.isNaN(prediction[at])) {
      throw rangeError(`confusionMatrix: prediction[${at}] must be a number, got NaN`);
    }
    counts[label * classes + largest]++;
  }
  return counts;
}
