import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { FloatArray } from '../../lib/kernels/index.ts';
import {
  cholesky, conditionNumber, determinant, eigenSymmetric, inverse, leastSquares, logDeterminant, lu, qr, solve,
  solveTriangular,
} from '../../lib/linalg/index.ts';
import { assertClose } from '../helpers/close.ts';

interface Square {
  readonly n: number;
  readonly a: number[];
  readonly b: number[];
  readonly lu: number[];
  readonly pivots: number[];
  readonly inverse: number[];
  readonly x: number[];
  readonly determinant: number;
  readonly sign: number;
  readonly logAbs: number;
  readonly condition: number;
}

interface Vectors {
  readonly square: readonly Square[];
  readonly symmetric:
    readonly { n: number; a: number[]; values: number[]; vectors: number[]; definite: number[]; l: number[] }[];
  readonly rectangular:
    readonly { m: number; n: number; a: number[]; b: number[]; q: number[]; r: number[]; x?: number[] }[];
}

const vectors = JSON.parse(readFileSync(new URL('../vectors/linalg.json', import.meta.url), 'utf8')) as Vectors;

/** Both precisions: how to make an array, and its unit roundoff. */
const kinds: readonly { name: string; of: (values: readonly number[]) => FloatArray; u: number }[] = [
  { name: 'Float32Array', of: (values) => Float32Array.from(values), u: 2 ** -24 },
  { name: 'Float64Array', of: (values) => Float64Array.from(values), u: 2 ** -53 },
];

for (const { name, of, u } of kinds) {
  test(`${name}: factors, solutions, inverses and determinants are LAPACK's`, () => {
    for (const {
      n, a, b, lu: factors, pivots, inverse: inverted, x, determinant: det, sign, logAbs, condition,
    } of vectors.square) {
      const matrix = of(a), tolerance = 4 * n * u, loose = tolerance * condition, found = lu(matrix, n);
      assert.deepEqual([...found.pivots], pivots);
      assert.equal(found.failed, -1);
      assertClose(found.factors, factors, 16 * tolerance, `lu ${n}`);
      assertClose(solve(matrix, of(b), n, 2), x, loose, `solve ${n}`);
      assertClose(inverse(matrix, n), inverted, loose, `inverse ${n}`);
      assertClose([determinant(matrix, n) / det], [1], loose, `determinant ${n}`);
      const log = logDeterminant(matrix, n);
      assert.equal(log.sign, sign);
      assertClose([log.logAbs], [logAbs], loose, `logDeterminant ${n}`);
      // The estimate is exact for matrices as small as these.
      assertClose([conditionNumber(matrix, n) / condition], [1], loose, `conditionNumber ${n}`);
    }
  });

  test(`${name}: Cholesky factors, eigenvalues and eigenvectors are those of other implementations`, () => {
    for (const { n, a, values, vectors: axes, definite, l } of vectors.symmetric) {
      const found = eigenSymmetric(of(a), n);
      assertClose(found.values, values, 8 * u, `values ${n}`);
      assertClose(found.vectors, axes, 64 * u, `vectors ${n}`);
      assertClose(cholesky(of(definite), n), l, 4 * n * u, `cholesky ${n}`);
    }
  });

  test(`${name}: QR factors and least squares are LAPACK's`, () => {
    for (const { m, n, a, b, q, r, x } of vectors.rectangular) {
      const found = qr(of(a), m, n);
      assertClose(found.r, r, 64 * m * u, `r ${m} x ${n}`);
      assertClose(found.q, q, 64 * m * u, `q ${m} x ${n}`);
      if (x !== undefined) assertClose(leastSquares(of(a), of(b), m, n, 2), x, 256 * m * u, `x ${m} x ${n}`);
    }
  });

  test(`${name}: triangular systems on either side`, () => {
    // L = [2 0 0; 4 5 0; -6 7 8], and above it U = [1 9 9; 0 1 9; 0 0 1]
    const a = of([2, 9, 9, 4, 5, 9, -6, 7, 8]);
    assertClose(solveTriangular(a, of([2, 4, 14, 13, 20, -5]), 3, 2), [1, 2, 2, 1, 1.5, 0], 8 * u);
    assertClose(solveTriangular(a, of([2, 4, 14]), 3, 1, { trans: 'T', uplo: 'U', diag: 'U' }), [2, -14, 122], 8 * u);
    assertClose(solveTriangular(a, of([-2, 19, 16]), 3, 1, { side: 'R' }), [3, 1, 2], 8 * u);
  });
}
