/**
 * Sums in four lanes, as the reference forms them.
 * @module
 */

const { fround } = Math;

/** The four lanes of the sum that is being formed; one at a time is. */
export const lanes: Float32Array = new Float32Array(4);

/** (l₀ ⊕ l₁) ⊕ (l₂ ⊕ l₃) */
export function fold(): number {
  return fround(fround(lanes[0] + lanes[1]) + fround(lanes[2] + lanes[3]));
}
