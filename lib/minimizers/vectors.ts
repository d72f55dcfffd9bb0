/**
 * Binary64 vectors, for minimizers.
 * @module
 */

/** The power of two after which comes Infinity. */

const LARGEST_POWER = 2 ** 1023;

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

/**
 * Whether s·y > 2⁻⁵²·‖s‖‖y‖: f curves upward along the step s that changed its gradient by y, and rounding does not
 * hide it.
 */
export function isCurved(s: Float64Array, y: Float64Array): boolean {
  return dot(s, y) > 2 ** -52 * norm(s) * norm(y);
}

/**
 * The power of two that brings the magnitude of a finite number to [1, 2), or as near as a power can; 1 for 0. Products
 * with it are exact.
 */
export function toUnit(value: number): number {
  let size = Math.abs(value), scale = 1;
  if (size === 0 || size === Infinity) return 1;
  for (; size < 1 && scale < LARGEST_POWER; size *= 2) scale *= 2;
  for (; size >= 2; size /= 2) scale /= 2;
  return scale;
}

/** (s·y)/(y·y), the inverse curvature of f along the change y of its gradient, in whatever units. */
export function inverseCurvature(s: Float64Array, y: Float64Array): number {
  const scale = toUnit(norm(y)), unit = y.map((v) => v * scale);
  return dot(s, unit) / dot(unit, unit) * scale;
}
