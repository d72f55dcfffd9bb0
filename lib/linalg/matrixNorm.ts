/**
 * Norms of matrices.
 * @module
 */

import { rangeError, show } from '../core/errors.ts';
import type { FloatArray } from '../kernels/index.ts';
import { expectFiniteResult } from './checks.ts';
import { norm1 } from './norm.ts';
import { broughtNear1, timesPowerOfTwo } from './powers.ts';
import { decompose, expectSized } from './svd.ts';

/** Which norm: as NumPy and SciPy name them. */
export type NormKind = 1 | 2 | 'fro' | 'nuc' | typeof Infinity;

type Norm = (m: number, n: number, a: Float64Array) => number;

const norms = new Map<unknown, Norm>([
  [1, norm1],
  [Infinity, (m, n, a) => {
    let largest = 0;
    for (let i = 0; i < m; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += Math.abs(a[i * n + j]);
      largest = Math.max(largest, sum);
    }
    return largest;
  }],
  ['fro', (_m, _n, a) => Math.sqrt(a.reduce((sum, value) => sum + value * value, 0))],
  [2, (m, n, a) => decompose(a, m, n).values[0]],
  ['nuc', (m, n, a) => decompose(a, m, n).values.reduce((sum, value) => sum + value, 0)],
]);

/**
 * A norm of an m × n matrix, in binary64, each sum ascending in one accumulator, of A brought near 1 by a power of two;
 * 0 for an empty matrix.
 *
 * - `'fro'`, the default: √Σ aᵢⱼ²
 * - `1`: maxⱼ Σᵢ |aᵢⱼ|
 * - `Infinity`: maxᵢ Σⱼ |aᵢⱼ|
 * - `2`: the largest singular value
 * - `'nuc'`: Σ of the singular values
 *
 * Throws RangeError for another kind, and where the norm overflows; TypeError, ShapeError or RangeError for what is no
 * m × n matrix of finite numbers.
 */
export function matrixNorm(a: FloatArray, m: number, n: number, kind: NormKind = 'fro'): number {
  expectSized('matrixNorm', a, m, n);
  const norm = norms.get(kind);
  if (norm === undefined) {
    throw rangeError(`matrixNorm: kind must be one of 1, 2, Infinity, 'fro', 'nuc', got ${show(kind)}`);
  }
  if (a.length === 0) return 0;
  const { scaled, exponent } = broughtNear1(a), result = Float64Array.of(timesPowerOfTwo(norm(m, n, scaled), exponent));
  expectFiniteResult('matrixNorm', result);
  return result[0];
}
