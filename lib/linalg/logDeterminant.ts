/**
 * Determinants by their logarithms.
 * @module
 */

import { log64 } from '../core/float64.ts';
import type { FloatArray } from '../kernels/index.ts';
import { expectFiniteResult, expectSquare } from './checks.ts';
import { nearOne, sumOfExponents } from './equilibrate.ts';
import { luOf } from './lu.ts';

/** A determinant by its logarithm: sign·e^logAbs. */
export interface LogDeterminant {
  readonly sign: 1 | 0 | -1;
  readonly logAbs: number;
}

/**
 * Sign and log |det A| of a matrix of order n: the sum of log |pivot|, in binary64, i ascending; sign 0 and −Infinity
 * where a pivot is 0. The pivots are those of {@link determinant}.
 *
 * Throws TypeError, ShapeError or RangeError for what is no n × n matrix of finite numbers, and RangeError where its
 * factors overflow.
 */
export function logDeterminant(a: FloatArray, n: number): LogDeterminant {
  expectSquare('logDeterminant', a, n);
  const near = nearOne(n, a), { factors, sign } = luOf(near.a, n);
  expectFiniteResult('logDeterminant', factors);
  let logAbs = 0, signs = sign;
  for (let i = 0; i < n; i++) {
    const pivot = factors[i * (n + 1)];
    if (pivot === 0) return { sign: 0, logAbs: -Infinity };
    if (pivot < 0) signs = signs === 1 ? -1 : 1;
    logAbs += log64(Math.abs(pivot));
  }
  const exponent = sumOfExponents(near);
  return { sign: signs, logAbs: exponent === 0 ? logAbs : logAbs - exponent * log64(2) };
}
