/**
 * Mean and variance of features.
 * @module
 */

/** One of each feature. */
export interface Moments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/**
 * mean = Σx / n, variance = Σ(x − mean)² / n, each sum in one binary64 accumulator in the order of the elements: 0 for
 * a feature that is the same everywhere. `featureOf` says which of so many `features` each element of an example is.
 */
export function momentsOf(x: Float32Array, featureOf: ArrayLike<number>, features: number): Moments {
  const mean = new Float64Array(features), variance = new Float64Array(features);
  const size = featureOf.length, n = x.length / features;
  for (let at = 0; at < x.length; at++) mean[featureOf[at % size]] += x[at];
  for (let i = 0; i < features; i++) mean[i] /= n;
  for (let at = 0; at < x.length; at++) {
    const i = featureOf[at % size], deviation = x[at] - mean[i];
    variance[i] += deviation * deviation;
  }
  for (let i = 0; i < features; i++) variance[i] /= n;
  return { mean, variance };
}
