/**
 * Triangular systems, checked.
 * @module
 */

import { SingularMatrixError, expectInteger, expectKnownOptions, expectOneOf } from '../core/errors.ts';
import type { FloatArray, Transpose } from '../kernels/index.ts';
import { expectFiniteResult, expectMatrix, expectSameKind, expectSquare } from './checks.ts';
import { trsm, type Diagonal, type Side, type Triangle } from './trsm.ts';
import { workspace, zeros } from './workspace.ts';

/** What {@link solveTriangular} takes. */
export interface TriangularOptions {
  /** 'L' for op(A)·X = B, 'R' for X·op(A) = B; default 'L'. */
  readonly side?: Side;
  /** Which triangle of the array is A, lower or upper; the other is not read. Default 'L'. */
  readonly uplo?: Triangle;
  /** 'T' for the transpose of A; default 'N'. */
  readonly trans?: Transpose;
  /** 'U' where the diagonal is 1, and not read; default 'N'. */
  readonly diag?: Diagonal;
}

/**
 * X of op(A)·X = B, for A triangular of order n and B n × columns, in a new array; with side 'R' X of X·op(A) = B,
 * for B columns × n, its rows then being what `columns` counts. {@link trsm} has the order of operations.
 *
 * Throws: SingularMatrixError for a 0 on the diagonal; RangeError where X overflows; TypeError, ShapeError or
 *         RangeError for operands that are not matrices of finite numbers that fit, of one precision. All of the array
 *         is checked, though one triangle is read.
 */
export function solveTriangular<A extends FloatArray>(
  a: A, b: A, n: number, columns: number = 1, options: TriangularOptions = {},
): A {
  const who = 'solveTriangular';
  expectSquare(who, a, n);
  expectInteger(who, 'columns', columns);
  expectKnownOptions(who, options, ['side', 'uplo', 'trans', 'diag']);
  const { side = 'L', uplo = 'L', trans = 'N', diag = 'N' } = options;
  expectOneOf(who, 'side', side, ['L', 'R']);
  expectOneOf(who, 'uplo', uplo, ['L', 'U']);
  expectOneOf(who, 'trans', trans, ['N', 'T']);
  expectOneOf(who, 'diag', diag, ['N', 'U']);
  const [m, width] = side === 'L' ? [n, columns] : [columns, n], size = n * columns;
  expectMatrix(who, 'b', b, m, width);
  expectSameKind(who, a, b);
  for (let i = 0; diag === 'N' && i < n; i++) {
    const pivot = a[i * (n + 1)];
    if (pivot === 0) {
      throw new SingularMatrixError(`${who}: a must be invertible, got ${pivot} as pivot ${i} of ${n}`, i, pivot, 0);
    }
  }
  if (n === 0) return zeros(a, 0);
  const { k, array } = workspace(a, n * n + size);
  array.set(a);
  array.set(b, n * n);
  trsm(k, side, uplo, trans, diag, m, width, 1, array, 0, Math.max(1, n), array, n * n, Math.max(1, width));
  const x = array.slice(n * n, n * n + size) as A;
  expectFiniteResult(who, x);
  return x;
}
