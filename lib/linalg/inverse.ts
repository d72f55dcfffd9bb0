/**
 * The inverse of a matrix.
 * @module
 */

import { expectBoolean } from '../core/errors.ts';
import type { FloatArray } from '../kernels/index.ts';
import { checkConditionOptions, expectFiniteResult, expectSquare } from './checks.ts';
import { factorInvertible, type Factored } from './factor.ts';
import { getri } from './getri.ts';
import { refineInto } from './refine.ts';
import { unscale } from './rightHand.ts';
import { rowOrder } from './rowOrder.ts';
import type { SolveOptions } from './solve.ts';
import { zeros } from './workspace.ts';

/**
 * A⁻¹ of a matrix of order n, in a new array: the bits of `solve` with the identity matrix as B, in three quarters
 * of the operations.
 *
 *     inverse(Float32Array.of(4, 1, 2, 3), 2) // [0.3, −0.1, −0.2, 0.4]
 *
 * Bound:  |A·X − I| ≤ 3·n·u·|L||U||X| to first order; with `refine`, as `solve` says.
 * Units:  A, or A with the units of its rows and columns taken out, as `solve` says.
 * Throws: SingularMatrixError as `solve` does; RangeError where the inverse overflows; TypeError, ShapeError or
 *         RangeError for what is no n × n matrix of finite numbers.
 */
export function inverse<A extends FloatArray>(a: A, n: number, options: SolveOptions = {}): A {
  expectSquare('inverse', a, n);
  const limit = checkConditionOptions('inverse', a, options, ['refine']), { refine = false } = options;
  expectBoolean('inverse', 'refine', refine);
  const system = factorInvertible('inverse', a, n, n * n, limit), x = zeros(a, n * n);
  invertInto(system, n, x);
  if (refine) {
    const identity = zeros(a, n * n);
    for (let i = 0; i < n; i++) identity[i * (n + 1)] = 1;
    refineInto(system.a, identity, n, n, x, system);
  }
  unscale(n, n, x, system, { exponents: system.exponents?.rows.map((exponent) => -exponent) });
  expectFiniteResult('inverse', x);
  return x;
}

function invertInto<A extends FloatArray>({ k, array, pivots, free }: Factored<A>, n: number, x: A): void {
  const ld = Math.max(1, n), order = rowOrder(pivots);
  getri(k, n, array, 0, ld, array, free, ld);
  for (let i = 0; i < n; i++) for (let j = 0, row = free + i * n; j < n; j++) x[i * n + order[j]] = array[row + j];
}
