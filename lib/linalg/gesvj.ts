/**
 * Singular values and vectors, in binary64.
 * @module
 */

import { completeBasis } from './completeBasis.ts';
import { largestMagnitude } from './norm.ts';
import { broughtNear1, powerNear, timesPowerOfTwo } from './powers.ts';

/** Quadratic convergence ends it after 5 to 12. */
const MOST_SWEEPS = 60;

/** Vectors of one length, one after the other. */
interface Rows {
  readonly length: number;
  readonly all: Float64Array;
}

/**
 * A = U·diag(values)·Vᵀ for A m × n, with k = min(m, n): of `a`, which is read only, m × n numbers.
 *
 * `values` gets k singular values, descending; `u`, m × k, and `v`, n × k, orthonormal columns, those of U with
 * their first element of the largest magnitude positive. Takes some 50·m·n² operations where m ≥ n, else of Aᵀ as many:
 * for k up to some hundreds.
 *
 * Formula: one-sided Jacobi. The columns of A (its rows where m < n) are rotated two at a time, (0,1), (0,2), …,
 *          (k−2,k−1), again and again, until all are orthogonal: with lengths α ≥ β, exchanged where that does not
 *          hold, and cosine γ, ζ = (β/α − α/β)/(2γ), t = sign(ζ)/(|ζ| + √(ζ² + 1)), c = 1/√(t² + 1), s = t·c. Lengths
 *          become the values; V has the rotations. A pair with |γ| ≤ 2u·√m is orthogonal; u = 2⁻⁵³.
 * Why:     it has fewer rules than Golub and Kahan's way, the same bits everywhere, and small singular values of
 *          columns in different units to full precision.
 * Bound:   |value − σ| ≤ n·u·‖A‖₂ about; tests/linalg/svd.test.ts.
 * Source:  Hestenes, "Inversion of matrices by biorthogonalization and related results", J. SIAM 6(1), 1958; Demmel and
 *          Veselić, "Jacobi's method is more accurate than QR", SIAM J. Matrix Anal. Appl. 13(4), 1992.
 * Throws nothing, as it checks nothing: sizes and numbers are the caller's to see to.
 */
export function gesvj(
  m: number, n: number, a: Float64Array, values: Float64Array, u: Float64Array, v: Float64Array,
): void {
  if (m < n) {
    const across = new Float64Array(m * n);
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) across[j * m + i] = a[i * n + j];
    decompose(n, m, across, values, v, u);
    turnTowards(m, u, n, v);
  } else {
    decompose(m, n, a, values, u, v);
    turnTowards(m, u, n, v);
  }
}

/** See {@link gesvj}; m ≥ n, and signs as they come. */
function decompose(
  m: number, n: number, a: Float64Array, values: Float64Array, u: Float64Array, v: Float64Array,
): void {
  const { scaled, exponent } = broughtNear1(a);
  const g: Rows = { length: m, all: new Float64Array(m * n) };
  const turns: Rows = { length: n, all: new Float64Array(n * n) };
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < m; i++) g.all[j * m + i] = scaled[i * n + j];
    turns.all[j * (n + 1)] = 1;
  }
  for (let sweep = 0; sweep < MOST_SWEEPS && sweepOnce(n, g, turns); sweep++);
  const lengths = Array.from({ length: n }, (_, j) => lengthOf(g, j));
  const order = lengths.map((_, j) => j).sort((i, j) => lengths[j] - lengths[i] || i - j);
  order.forEach((from, j) => {
    const length = lengths[from], near = powerNear(length);
    values[j] = timesPowerOfTwo(length, exponent);
    for (let i = 0; i < m; i++) u[i * n + j] = length === 0 ? 0 : (g.all[from * m + i] * near) / (length * near);
    for (let i = 0; i < n; i++) v[i * n + j] = turns.all[from * n + i];
  });
  completeBasis(m, n, lengths.filter((length) => length > 0).length, u);
}

/** ‖row j‖₂, of whatever size. */
function lengthOf({ length, all }: Rows, j: number): number {
  const near = nearOf({ length, all }, j);
  let sum = 0;
  for (let at = j * length, end = at + length; at < end; at++) sum += (all[at] * near) * (all[at] * near);
  return Math.sqrt(sum) / near;
}

/** The power of two that brings the largest magnitude of row j near 1; 1 where all are 0. */
function nearOf({ length, all }: Rows, j: number): number {
  return powerNear(largestMagnitude(all.subarray(j * length, (j + 1) * length)));
}

/**
 * One rotation for each pair that is not orthogonal; returns whether a column changed. An exchange is a change: it
 * moves a column past others that it has not met in this sweep.
 */
function sweepOnce(n: number, g: Rows, turns: Rows): boolean {
  const near = Float64Array.from({ length: n }, (_, j) => nearOf(g, j)); // a sweep does not change sizes by that much
  const limit = 2 ** -52 * Math.sqrt(g.length);
  let any = false;
  for (let p = 0; p < n - 1; p++) {
    for (let q = p + 1; q < n; q++) if (rotatePair(g, turns, p, q, near, limit)) any = true;
  }
  return any;
}

function rotatePair(g: Rows, turns: Rows, p: number, q: number, near: Float64Array, limit: number): boolean {
  const { length, all } = g, byP = near[p], byQ = near[q];
  let pp = 0, qq = 0, pq = 0;
  for (let i = 0, atP = p * length, atQ = q * length; i < length; i++, atP++, atQ++) {
    const x = all[atP] * byP, y = all[atQ] * byQ;
    pp += x * x;
    qq += y * y;
    pq += x * y;
  }
  if (pp === 0 && qq === 0) return false;
  const lengthP = Math.sqrt(pp), lengthQ = Math.sqrt(qq), ratio = (lengthQ / byQ) / (lengthP / byP);
  const isExchanged = !(ratio <= 1);
  if (isExchanged) {
    exchange(g, p, q);
    exchange(turns, p, q);
    [near[p], near[q]] = [byQ, byP];
  }
  if (pp === 0 || qq === 0) return isExchanged;
  const cosine = pq / (lengthP * lengthQ), smaller = isExchanged ? 1 / ratio : ratio;
  if (!(Math.abs(cosine) > limit)) return isExchanged;
  const zeta = (smaller - 1 / smaller) / (2 * cosine), magnitude = Math.abs(zeta);
  // Where ζ² would overflow, t is 1/(2ζ).
  const t = (zeta < 0 ? -1 : 1) / (magnitude > 1e150 ? 2 * magnitude : magnitude + Math.sqrt(zeta * zeta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  rotate(g, p, q, c, t * c);
  rotate(turns, p, q, c, t * c);
  return true;
}

/** p ← c·p − s·q, q ← s·p + c·q. */
function rotate({ length, all }: Rows, p: number, q: number, c: number, s: number): void {
  for (let i = 0, atP = p * length, atQ = q * length; i < length; i++, atP++, atQ++) {
    const x = all[atP], y = all[atQ];
    all[atP] = c * x - s * y;
    all[atQ] = s * x + c * y;
  }
}

function exchange({ length, all }: Rows, p: number, q: number): void {
  for (let i = 0, atP = p * length, atQ = q * length; i < length; i++, atP++, atQ++) {
    const x = all[atP];
    all[atP] = all[atQ];
    all[atQ] = x;
  }
}

/** Signs: the first element of the largest magnitude of each column of U becomes positive. */
function turnTowards(m: number, u: Float64Array, n: number, v: Float64Array): void {
  const k = Math.min(m, n);
  for (let j = 0; j < k; j++) {
    let found = j;
    for (let at = j; at < m * k; at += k) if (Math.abs(u[at]) > Math.abs(u[found])) found = at;
    if (!(u[found] < 0)) continue;
    for (let at = j; at < m * k; at += k) u[at] = -u[at];
    for (let at = j; at < n * k; at += k) v[at] = -v[at];
  }
}
