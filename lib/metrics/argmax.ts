/**
 * The position of the largest of the `length` values from `start`, counted from there, the first of equals; that of the
 * first NaN, as in NumPy, where there is one. Default: all values. Trusts its arguments.
 *
 *     argmax(model.predict(x), 10 * example, 10); // the class of an example, of 10 classes
 *
 * Throws nothing.
 */
export function argmax(values: ArrayLike<number>, start: number = 0, length: number = values.length - start): number {
  let best = 0;
  for (let j = 1; j < length && !Number.isNaN(values[start + best]); j++) {
    if (!(values[start + j] <= values[start + best])) best = j;
  }
  return best;
}

/**
 * Whether that of a row's outputs is `wanted`. Never where one is NaN, for which no comparison holds, nor where
 * there is no such output.
 */
export function isLargest(outputs: ArrayLike<number>, start: number, length: number, wanted: number): boolean {
  if (!(wanted >= 0 && wanted < length)) return false;
  const largest = outputs[start + wanted];
  for (let j = 0; j < wanted; j++) if (!(outputs[start + j] < largest)) return false;
  for (let j = wanted; j < length; j++) if (!(outputs[start + j] <= largest)) return false;
  return true;
}
