/**
 * Weights that make classes count alike.
 * @module
 */

/**
 * For each class that is among those of the examples n / (classes · count), in binary64: of n examples, so many
 * classes, and so many examples of this one. All examples of a class then weigh n / classes together.
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
