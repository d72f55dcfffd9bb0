import { ShapeError, expectInteger, rangeError, show } from '../core/errors.ts';
import { takeNumbers, type Numbers } from '../core/numbers.ts';
import { argmax } from './argmax.ts';

/**
 * How often each class was taken for each: element (i, j) of the classes × classes matrix, row-major, counts
 * the examples with label i whose largest output, the first of equals, is j. Of two classes a model may have one output
 * an example, which says class 1 where it is above ½.
 *
 *     const counts = confusionMatrix(model.predict(x), labels, 10);
 *
 * Shapes: `prediction` (examples × classes), or of two classes (examples); `labels` (examples), each 0 to classes − 1.
 * Predictions come first, as in all of bitgrad/metrics; scikit-learn and TensorFlow.js have the labels first.
 * Throws TypeError for what are no numbers, ShapeError unless there is one row of outputs a label, RangeError for a
 * label that is no class's number and for an output that is NaN.
 */
export function confusionMatrix(prediction: Numbers, labels: Numbers, classes: number): Uint32Array {
  const who = 'confusionMatrix';
  expectInteger(who, 'classes', classes, 2);
  const { values } = takeNumbers(who, 'prediction', prediction, Float64Array);
  const { values: wanted } = takeNumbers(who, 'labels', labels, Float64Array);
  const isOne = classes === 2 && values.length === wanted.length;
  if (!isOne && values.length !== wanted.length * classes) {
    const orOne = classes === 2 ? `, or ${wanted.length}` : '';
    throw new ShapeError(
      `${who}: prediction must hold ${wanted.length} × ${classes} outputs${orOne}, got ${values.length}`,
    );
  }
  const counts = new Uint32Array(classes * classes);
  for (let row = 0; row < wanted.length; row++) {
    const label = wanted[row];
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      throw rangeError(`${who}: labels[${row}] must be a whole number from 0 to ${classes - 1}, got ${show(label)}`);
    }
    const largest = isOne ? Number(values[row] > 0.5) : argmax(values, row * classes, classes);
    const at = isOne ? row : row * classes + largest;
    if (Number.isNaN(values[at])) throw rangeError(`${who}: prediction[${at}] must be a number, got NaN`);
    counts[label * classes + largest]++;
  }
  return counts;
}
