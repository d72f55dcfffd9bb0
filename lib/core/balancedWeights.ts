/**
 * Weights that make classes count alike.
 * @module
 */

/**
 * n / (classes · count) for each class that occurs, in binary64, where n is the number of examples, classes that of the
 * classes that occur, and count that of the examples of this class. These weigh n / classes together.
 *
 * Source: King and Zeng 2001; scikit-learn's `compute_class_weight('balanced')`.
 */
export function balancedWeights(classes: Iterable<number>): Map<number, number> {
  const counts = new Map<number, number>();
  let n = 0;
  for (const own of classes) {
    counts.set(own, (counts.get(own) ?? 0) + 1);
    n++;
  }
  return new Map([...counts].map(([own, count]) => [own, n / (counts.size * count)]));
}
