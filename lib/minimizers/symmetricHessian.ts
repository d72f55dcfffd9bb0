/**
 * Hessians, as methods that factor them need them.
 * @module
 */

import { rangeError } from '../core/errors.ts';
import type { Evaluator } from './evaluator.ts';

/** Binary32 and differences of gradients stay well below; a mistake does not. */
const ASYMMETRY = 1e-3;

/**
 * h ← ½·(H(x) + H(x)ᵀ); returns whether all of it is finite.
 *
 * Throws RangeError where hᵢⱼ and hⱼᵢ differ by more than a thousandth of the largest element.
 */
export function symmetricHessian(watched: Evaluator, x: Float64Array, h: Float64Array): boolean {
  const { n, who } = watched;
  watched.hessian(x, h);
  let largest = 0;
  for (let i = 0; i < h.length; i++) {
    if (!Number.isFinite(h[i])) return false;
    largest = Math.max(largest, Math.abs(h[i]));
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const lower = h[i * n + j], upper = h[j * n + i];
      if (Math.abs(lower - upper) > ASYMMETRY * largest) {
        throw rangeError(
          `${who}: objective.hessian must be symmetric, got ${lower} in row ${i}, column ${j}, and ${upper} across`,
        );
      }
      h[i * n + j] = h[j * n + i] = lower + 0.5 * (upper - lower);
    }
  }
  return true;
}
