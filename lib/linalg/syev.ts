/**
 * Eigenvalues and eigenvectors of symmetric matrices, in binary64.
 * @module
 */

/** Quadratic convergence ends it after 6 to 10. */

const MOST_SWEEPS = 60;
/** Sweeps after which what no longer changes the diagonal counts as 0. */
const FIRST_SWEEPS = 4;
const NEGLIGIBLE = 100;
/** Where no element is larger, all are multiplied by the inverse: else digits are lost. */
const SMALL = 2 ** -500;

/**
 * A = V·diag(values)·Vᵀ for A symmetric of order n, n × n: of A only the lower triangle is read; both triangles are
 * used up.
 *
 * `values` gets the eigenvalues, ascending; column j of `vectors`, n × n, the unit eigenvector of values[j],
 * its first element of the largest magnitude positive. Takes about 30·n³ operations: for n up to some hundreds.
 *
 * Formula: rotations in the order (0,1), (0,2), …, (n−2,n−1), again and again, each making one a_pq zero:
 *          θ = (a_qq − a_pp)/(2·a_pq), t = sign(θ)/(|θ| + √(θ² + 1)), c = 1/√(t² + 1), s = t·c.
 * Bound:   |value − eigenvalue| ≤ n·u·‖A‖₂ about, u = 2⁻⁵³; tests/linalg/residuals.test.ts.
 * Source:  Rutishauser, "The Jacobi method for real symmetric matrices", Numer. Math. 9, 1966.
 * Throws nothing, as it checks nothing: sizes, offsets and numbers are the caller's to see to.
 */
export function syev(n: number, a: Float64Array, values: Float64Array, vectors: Float64Array): void {
  const scale = scaleOf(n, a);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[j * n + i] = a[i * n + j] *= scale;
  const rows = new Float64Array(n * n); // row j is the vector that will be column j
  for (let i = 0; i < n; i++) rows[i * (n + 1)] = 1;
  for (let sweep = 0; sweep < MOST_SWEEPS && sweepOnce(n, a, rows, sweep >= FIRST_SWEEPS); sweep++);
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[i * (n + 1)] - a[j * (n + 1)] || i - j);
  order.forEach((from, j) => {
    const vector = rows.subarray(from * n, from * n + n), sign = signOfLargest(vector);
    values[j] = a[from * (n + 1)] / scale;
    for (let i = 0; i < n; i++) vectors[i * n + j] = sign * vector[i];
  });
}

/**
 * The power of two for the lower triangle. Large numbers stay: small ones beside them would be lost, and half
 * differences do not overflow.
 */
function scaleOf(n: number, a: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) largest = Math.max(largest, Math.abs(a[i * n + j]));
  return largest > 0 && largest < SMALL ? 1 / SMALL : 1;
}

/** One rotation for each element above the diagonal that is not 0; returns whether there was any. */
function sweepOnce(n: number, a: Float64Array, rows: Float64Array, neglects: boolean): boolean {
  let any = false;
  for (let p = 0; p < n - 1; p++) {
    for (let q = p + 1; q < n; q++) {
      const off = a[p * n + q];
      if (off === 0) continue;
      any = true;
      if (neglects && isNegligible(off, a[p * (n + 1)]) && isNegligible(off, a[q * (n + 1)])) {
        a[p * n + q] = a[q * n + p] = 0;
      } else rotate(n, a, rows, p, q);
    }
  }
  return any;
}

function isNegligible(off: number, diagonal: number): boolean {
  const magnitude = Math.abs(diagonal);
  return magnitude + NEGLIGIBLE * Math.abs(off) === magnitude;
}

/** A ← Jᵀ·A·J, where J rotates axes p and q so that a_pq becomes 0; the same for the vectors. */
function rotate(n: number, a: Float64Array, rows: Float64Array, p: number, q: number): void {
  const off = a[p * n + q], halfDifference = a[q * (n + 1)] / 2 - a[p * (n + 1)] / 2;
  const theta = halfDifference / off, magnitude = Math.abs(theta);
  // Where θ² would overflow, t is 1/(2θ).
  const t = (theta < 0 ? -1 : 1) / (magnitude > 1e150 ? 2 * magnitude : magnitude + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1), s = t * c;
  a[p * (n + 1)] -= t * off;
  a[q * (n + 1)] += t * off;
  a[p * n + q] = a[q * n + p] = 0;
  for (let i = 0; i < n; i++) {
    if (i !== p && i !== q) {
      const x = a[p * n + i], y = a[q * n + i];
      a[p * n + i] = a[i * n + p] = c * x - s * y;
      a[q * n + i] = a[i * n + q] = s * x + c * y;
    }
    const v = rows[p * n + i], w = rows[q * n + i];
    rows[p * n + i] = c * v - s * w;
    rows[q * n + i] = s * v + c * w;
  }
}

function signOfLargest(vector: Float64Array): number {
  let found = 0;
  for (let i = 1; i < vector.length; i++) if (Math.abs(vector[i]) > Math.abs(vector[found])) found = i;
  return vector[found] < 0 ? -1 : 1;
}
