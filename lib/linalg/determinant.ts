/**
 * Determinants.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';
import { expectFiniteResult, expectSquare } from './checks.ts';
import { nearOne, sumOfExponents } from './equilibrate.ts';
import { luOf } from './lu.ts';
import { timesPowerOfTwo } from './powers.ts';

const EXPONENT = 500;
const LARGE = 2 ** 500;
const SMALL = 2 ** -500;

/**
 * det A of a matrix of order n, 1 for n = 0: ± the product of the pivots of `lu`, in binary64, i ascending,
 * with no overflow or underflow but of the result. Where numbers of A come near the ends of the range, `lu` factors
 * A scaled by powers of two.
 *
 * It is the determinant of a matrix near A, so that a singular matrix may get a number near 0: ask `conditionNumber`.
 * Throws TypeError, ShapeError or RangeError for what is no n × n matrix of finite numbers, and RangeError where its
 * factors overflow.
 */
export function determinant(a: FloatArray, n: number): number {
  expectSquare('determinant', a, n);
  const near = nearOne(n, a), { factors, sign } = luOf(near.a, n);
  expectFiniteResult('determinant', factors);
  let product: number = sign, scale = 0; // det = product·LARGE^scale
  for (let i = 0; i < n; i++) {
    const pivot = factors[i * (n + 1)], isLarge = Math.abs(pivot) >= LARGE, isSmall = Math.abs(pivot) < SMALL;
    product *= isLarge ? pivot * SMALL : isSmall ? pivot * LARGE : pivot;
    scale += Number(isLarge) - Number(isSmall);
    if (Math.abs(product) >= LARGE) {
      product *= SMALL;
      scale++;
    } else if (Math.abs(product) < SMALL) {
      product *= LARGE;
      scale--;
    }
  }
  return timesPowerOfTwo(product, EXPONENT * scale - sumOfExponents(near));
}
