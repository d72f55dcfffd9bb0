/**
 * ‖A⁻¹‖₁ from a few systems with A.
 * @module
 */

import type { FloatArray, Transpose } from '../kernels/index.ts';

const MOST_STEPS = 5;

/**
 * scale·‖A⁻¹‖₁, as estimated, A of order n: never above it but for rounding, and seldom below a third of it.
 * Where scale is about ‖A‖₁, nothing overflows on the way unless the condition is near the end of the range.
 *
 * `solve` replaces the n elements of x at `offset` by op(A)⁻¹·x; it is called at most 12 times. Sums are binary64.
 * The result is Infinity or NaN where a solution is.
 * Source: Higham, "FORTRAN codes for estimating the one-norm of a real or complex matrix", ACM TOMS 14(4), 1988,
 *         after Hager 1984.
 * Throws nothing, as it checks nothing: sizes, offsets and numbers are the caller's to see to.
 */
export function inverseNorm(
  n: number, scale: number, solve: (trans: Transpose) => void, x: FloatArray, offset: number,
): number {
  if (n === 0) return 0;
  const at = x.subarray(offset, offset + n), signs = new Int8Array(n);
  at.fill(scale / n);
  solve('N');
  let estimate = sumOfMagnitudes(at), unit = -1;
  for (let step = 0; step < MOST_STEPS && n > 1 && Number.isFinite(estimate); step++) {
    if (!takeSigns(at, signs, scale)) break;
    solve('T');
    const steepest = largest(at);
    if (unit >= 0 && !(Math.abs(at[steepest]) > Math.abs(at[unit]))) break;
    unit = steepest;
    at.fill(0)[unit] = scale;
    solve('N');
    const next = sumOfMagnitudes(at);
    if (next <= estimate) break;
    estimate = next;
  }
  // A vector against which no matrix conspires with the steps above.
  for (let i = 0; i < n; i++) at[i] = (i % 2 === 0 ? scale : -scale) * (1 + i / Math.max(1, n - 1));
  solve('N');
  const other = (2 * sumOfMagnitudes(at)) / (3 * n);
  return other > estimate || Number.isNaN(other) ? other : estimate;
}

function sumOfMagnitudes(x: FloatArray): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += Math.abs(x[i]);
  return total;
}

/** x ← scale times its signs, 1 for a zero; returns whether they differ from those given. */
function takeSigns(x: FloatArray, signs: Int8Array, scale: number): boolean {
  let differ = false;
  for (let i = 0; i < x.length; i++) {
    const sign = x[i] < 0 ? -1 : 1;
    differ ||= sign !== signs[i];
    signs[i] = sign;
    x[i] = sign * scale;
  }
  return differ;
}

function largest(x: FloatArray): number {
  let found = 0;
  for (let i = 1; i < x.length; i++) if (Math.abs(x[i]) > Math.abs(x[found])) found = i;
  return found;
}
