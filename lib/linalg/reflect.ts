/**
 * One of Householder's reflections.
 * @module
 */

import type { FloatArray, Kernels } from '../kernels/index.ts';
import { divide } from './rearrange.ts';
import { exponentOf, timesPowerOfTwo } from './powers.ts';
import { rangeOf } from './precision.ts';

/**
 * Makes the reflection H = I − tau·v·vᵀ that takes a column of m elements, `step` apart, to (r, 0, …, 0),
 * and returns tau, which is 0 where all below the first element is 0. r takes the place of the first element,
 * v₁ v₂ … that of the others; v₀ is 1. A column near the ends of the range is first multiplied by a power of two:
 * H is as near orthogonal there as elsewhere.
 */
export function makeReflection<A extends FloatArray>(
  k: Kernels<A>, m: number, x: A, offset: number, step: number,
): number {
  if (m < 2 || k.nrm2(m - 1, x, offset + step, step) === 0) return 0;
  const { least, beyond } = rangeOf(x);
  let length = k.nrm2(m, x, offset, step), exponent = 0;
  if (length < least || length >= beyond) {
    exponent = exponentOf(length);
    for (let i = 0, at = offset; i < m; i++, at += step) x[at] = timesPowerOfTwo(x[at], -exponent);
    length = k.nrm2(m, x, offset, step);
  }
  const d = x[offset], r = d < 0 ? length : -length;
  divide(m - 1, d - r, x, offset + step, step);
  x[offset] = timesPowerOfTwo(r, exponent);
  return (r - d) / r;
}

/**
 * C ← H·C for C m × n: w ← Cᵀ·v by `gemv`, C ← C + (−tau)·v·wᵀ by `ger`; `work` has room for n. `v` is as before when
 * this returns.
 */
export function reflect<A extends FloatArray>(
  k: Kernels<A>, m: number, n: number, v: A, vOffset: number, vStep: number, tau: number, c: A, cOffset: number,
  ldc: number, work: A, workOffset: number,
): void {
  if (tau === 0 || n === 0) return;
  const first = v[vOffset];
  v[vOffset] = 1;
  k.gemv('T', m, n, 1, c, cOffset, ldc, v, vOffset, vStep, 0, work, workOffset, 1);
  k.ger(m, n, -tau, v, vOffset, vStep, work, workOffset, 1, c, cOffset, ldc);
  v[vOffset] = first;
}
