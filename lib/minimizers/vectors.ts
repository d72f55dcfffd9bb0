/**
 * Binary64 vectors, for minimizers.
 * @module
 */

/** Σ aᵢbᵢ, i ascending. */
export function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

/** ‖a‖₂ without needless overflow or underflow. */
export function norm(a: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i])) return NaN;
    largest = Math.max(largest, Math.abs(a[i]));
  }
  if (largest === 0 || largest === Infinity) return largest;
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i] / largest) * (a[i] / largest);
  return Math.sqrt(total) * largest;
}

/** ‖a − b‖₂. */
export function distance(a: Float64Array, b: Float64Array): number {
  return norm(a.map((v, i) => v - b[i]));
}

/** y ← y + alpha·x. */
export function axpy(alpha: number, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i] += alpha * x[i];
}

/** out ← x + alpha·d. */
export function moveInto(x: Float64Array, alpha: number, d: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = x[i] + alpha * d[i];
}

/** Whether s·y > 2⁻⁵²·‖s‖‖y‖: f curves upward along the step s that changed its gradient by y, and rounding does not hide it. */
export function isCurved(s: Float64Array, y: Float64Array): boolean {
  return dot(s, y) > 2 ** -52 * norm(s) * norm(y);
}
