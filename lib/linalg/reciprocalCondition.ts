/**
 * How far a matrix is from a singular one.
 * @module
 */

import type { FloatArray, Transpose } from '../kernels/index.ts';
import { inverseNorm } from './inverseNorm.ts';

/** Between these every precision has room for the vectors, and for what the systems make of them. */
const SMALLEST_SCALE = 2 ** -120;
const LARGEST_SCALE = 2 ** 120;

/**
 * 1/(‖A‖₁·‖A⁻¹‖₁) of A as it stands, units and all, as `inverseNorm` estimates it, from 0 to 1; `norm` is ‖A‖₁.
 */
export function reciprocalCondition(
  n: number, norm: number, solve: (trans: Transpose) => void, x: FloatArray, offset: number,
): number {
  if (n === 0) return 1;
  const scale = Math.min(LARGEST_SCALE, Math.max(SMALLEST_SCALE, norm));
  const condition = inverseNorm(n, scale, solve, x, offset) * (norm / scale);
  return condition >= 1 ? 1 / condition : condition > 0 ? 1 : 0;
}
