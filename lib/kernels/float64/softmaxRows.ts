/**
 * Rows of softmax in binary64.
 * @module
 */

/** The largest of the row that starts at `start`; NaN if any is. */
export function largest64(start: number, n: number, z: Float64Array): number {
  let largest = -Infinity;
  for (let j = start; j < start + n; j++) largest = Math.max(largest, z[j]);
  return largest;
}

/** Σ exp(z − largest) of the row that starts at `start`; the exponentials go to a. */
export function exponentials64(start: number, n: number, z: Float64Array, largest: number, a: Float64Array): number {
  let total = 0;
  for (let j = start; j < start + n; j++) {
    a[j] = Math.exp(z[j] - largest);
    total += a[j];
  }
  return total;
}

/** log Σ − (z_y − max z). */
export function crossentropy64(total: number, shifted: number): number {
  return Math.log(total) - shifted;
}
