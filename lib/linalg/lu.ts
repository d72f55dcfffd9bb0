/**
 * LU factors.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';
import { expectSquare, failedPivot } from './checks.ts';
import { columnExponents, scaleColumns } from './columns.ts';
import { getrf } from './getrf.ts';
import { rowOrder, signOf } from './rowOrder.ts';
import { workspace } from './workspace.ts';

/** P·A = L·U. */
export interface LuFactors<A extends FloatArray> {
  /** n × n: U in and above the diagonal, L, whose diagonal is 1, below it. */
  readonly factors: A;
  /** pivots[i] is the row that changed places with row i, for i ascending: what `getrs` takes. */
  readonly pivots: Int32Array;
  /** Row i of P·A is row order[i] of A. */
  readonly order: Int32Array;
  /** 1 if P is an even permutation, −1 if it is odd. */
  readonly sign: 1 | -1;
  /** Number of the first pivot that is 0 or not finite, or −1: a 0 says that A is singular. */
  readonly failed: number;
}

/**
 * LU factors with partial pivoting of a matrix of order n; {@link getrf} has the order of operations.
 * A singular matrix has them too. Columns near the ends of the range are factored near 1, and U is brought back:
 * what overflows then is infinite, and `failed` tells.
 *
 * Throws TypeError, ShapeError or RangeError for what is no n × n matrix of finite numbers.
 */
export function lu<A extends FloatArray>(a: A, n: number): LuFactors<A> {
  expectSquare('lu', a, n);
  const exponents = columnExponents(n, n, a, 0, n);
  if (exponents === undefined) return luOf(a, n);
  const near = a.slice() as A;
  scaleColumns(n, n, near, 0, n, exponents, 1);
  const found = luOf(near, n);
  scaleColumns(n, n, found.factors, 0, n, exponents, -1, true);
  return { ...found, failed: failedPivot(n, found.factors, n + 1) };
}

/** The same of A as it stands, unchecked. */
export function luOf<A extends FloatArray>(a: A, n: number): LuFactors<A> {
  const { k, array } = workspace(a, n * n), pivots = new Int32Array(n);
  array.set(a);
  const failed = getrf(k, n, n, array, 0, Math.max(1, n), pivots);
  return { factors: array.slice(0, n * n) as A, pivots, order: rowOrder(pivots), sign: signOf(pivots), failed };
}
