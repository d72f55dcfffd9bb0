/**
 * The pseudo-inverse of a matrix.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';
import { expectFiniteResult } from './checks.ts';
import { minimumNormInto } from './minimumNorm.ts';
import { toleranceOf, type RankOptions } from './rank.ts';
import { expectSized } from './svd.ts';
import { zeros } from './workspace.ts';

/**
 * A⁺ of an m × n matrix, n × m, after Moore and Penrose, in a new array: V·diag(1/σ)·Uᵀ over the singular values
 * that {@link rank} counts. In binary64, rounded once; p ascending below the rank, in one accumulator.
 *
 * Throws RangeError where A⁺ overflows, and as {@link rank} does.
 */
export function pinv<A extends FloatArray>(a: A, m: number, n: number, options: RankOptions = {}): A {
  expectSized('pinv', a, m, n);
  const tolerance = toleranceOf('pinv', options, a, m, n), x = zeros(a, m * n);
  const identity = new Float64Array(m * n === 0 ? 0 : m * m);
  for (let i = 0; i < identity.length; i += m + 1) identity[i] = 1;
  minimumNormInto(a, m, n, tolerance, identity, m, x);
  expectFiniteResult('pinv', x);
  return x;
}
