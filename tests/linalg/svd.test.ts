import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import type { FloatArray } from '../../lib/kernels/index.ts';
import {
  leastSquares, matrixNorm, minimumNormLeastSquares, pinv, qr, rank, svd, type NormKind,
} from '../../lib/linalg/index.ts';
import { assertClose } from '../helpers/close.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { difference, identity, product, transposed } from './matrices.ts';
import { draw } from './tables.ts';

interface Case {
  readonly m: number;
  readonly n: number;
  readonly a: number[];
  readonly b: number[];
  readonly rank: number;
  readonly u: number[];
  readonly values: number[];
  readonly v: number[];
  readonly norms: number[];
  readonly pinv: number[];
  readonly x: number[];
}

const { cases } = JSON.parse(readFileSync(new URL('../vectors/svd.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
};
const kinds: readonly NormKind[] = [1, 2, Infinity, 'fro', 'nuc'];

/** Both precisions: how to make an array, and its unit roundoff. */
const types: readonly { name: string; of: (values: Iterable<number>) => FloatArray; u: number }[] = [
  { name: 'Float32Array', of: (values) => Float32Array.from(values), u: 2 ** -24 },
  { name: 'Float64Array', of: (values) => Float64Array.from(values), u: 2 ** -53 },
];

/** The first r columns of a matrix of so many. */
function columns(a: FloatArray, count: number, r: number): number[] {
  return Array.from(a).filter((_, at) => at % count < r);
}

for (const { name, of, u: unit } of types) {
  test(`${name}: singular values and vectors, pseudo-inverses, ranks, solutions and norms are NumPy's`, () => {
    for (const { m, n, a, b, rank: r, u, values, v, norms, pinv: inverse, x } of cases) {
      const given = of(a), found = svd(given, m, n), k = Math.min(m, n), title = `${m} x ${n}`;
      const gap = Math.min(...values.slice(0, r).map((value, i) =>
        (i + 1 < r ? value - values[i + 1] : value))) / values[0];
      const tolerance = 16 * (m + n) * unit, loose = (tolerance * values[0]) / values[r - 1];
      assertClose(found.values, values, tolerance, `values ${title}`);
      assertClose(columns(found.u, k, r), u, tolerance / gap, `u ${title}`);
      assertClose(columns(found.v, k, r), v, tolerance / gap, `v ${title}`);
      assert.equal(rank(given, m, n), r, `rank ${title}`);
      assertClose(pinv(given, m, n), inverse, 4 * loose, `pinv ${title}`);
      assertClose(minimumNormLeastSquares(given, of(b), m, n, 2), x, 16 * loose, `x ${title}`);
      assertClose(kinds.map((kind) => matrixNorm(given, m, n, kind)), norms, 1e-14, `norms ${title}`);
    }
  });
}

/** U·diag(values)·Vᵀ. */
function together(u: FloatArray, values: FloatArray, v: FloatArray, m: number, n: number): Float64Array {
  const k = values.length;
  return product(Float64Array.from(u, (value, at) => value * values[at % k]), transposed(v, n, k), m, n, k);
}

/** The largest element of |QᵀQ − I|, Q m × k. */
function skew(q: FloatArray, m: number, k: number): number {
  return largest(difference(product(transposed(q, m, k), q, k, k, m), identity(k)));
}

function largest(a: ArrayLike<number>): number {
  return Array.from(a).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

const SHAPES = [[1, 1], [2, 3], [7, 7], [9, 4], [4, 9], [33, 33], [60, 20], [20, 60]] as const;

/** Random matrices times what `scale` gives for each column. */
function drawn(seed: number, m: number, n: number, scale: (j: number) => number): Float64Array {
  return Float64Array.from(draw(new Philox(seed, m * n), m * n), (value, at) => value * scale(at % n));
}

test('U·diag(values)·Vᵀ is A, and U and V have orthonormal columns, whatever the size of A and of its columns', () => {
  const scales: ((j: number) => number)[] = [
    () => 1, () => 1e300, () => 1e-300, (j) => 10 ** (-3 * (j % 30)), (j) => 10 ** (8 * ((j % 30) - 15)),
    (j) => Number(j % 3 > 0), () => 0, () => 2 ** -1074,
  ];
  scales.forEach((scale, at) => {
    for (const [m, n] of SHAPES) {
      const a = drawn(at, m, n, scale), { u, values, v } = svd(a, m, n);
      const k = Math.min(m, n), title = `${at}: ${m} x ${n}`;
      const near = largest(a) > 0 ? 2 ** -Math.floor(Math.log2(largest(a)) / 2) : 1; // no product leaves the range
      const error = largest(difference(
        together(u, values.map((value) => value * near * near), v, m, n), a.map((value) => value * near * near),
      ));
      const bound = 8 * (m + n) * 2 ** -53 * values[0] * near * near + k * 2 ** -1074 * near * near;
      assert.ok(error <= bound, `${title}: ${error}`);
      assert.ok(skew(u, m, k) < 16 * (m + n) * 2 ** -53, `${title}: U`);
      assert.ok(skew(v, n, k) < 16 * (m + n) * 2 ** -53, `${title}: V`);
      values.forEach((value, j) => assert.ok(value >= 0 && (j === 0 || value <= values[j - 1]), title));
      for (let j = 0; j < k; j++) {
        const column = Array.from({ length: m }, (_, i) => u[i * k + j]), most = largest(column);
        assert.ok(column.find((value) => Math.abs(value) === most) === most, `${title}: sign of column ${j}`);
      }
      assertSameBits(svd(a, m, n).v, v, 'once more');
    }
  });
});

test('a column that an exchange takes past another meets it yet', () => {
  // In the first sweep columns 2 and 1, at 2.3e-4 of a right angle, are never a pair, and no pair is rotated.
  const a = Float64Array.of(0, 0, 0, 0, 2 ** 44, 2 ** 62, 0, -(2 ** 56), 0, -(2 ** 58), 0, 0);
  const { u, values, v } = svd(a, 4, 3);
  assert.ok(skew(u, 4, 3) < 1e-15 && skew(v, 3, 3) < 1e-15);
  assertClose([...together(u, values, v, 4, 3)], a, 2 ** 62 * 1e-15);
});

test('rank, pinv and minimumNormLeastSquares do not depend on the size of A, where values overflow too', () => {
  const large = 2 ** 1023, a = Float64Array.of(1.5, 1.5, 1.5, 1.5), huge = a.map((value) => value * large);
  assert.deepEqual([rank(huge, 2, 2), rank(Float64Array.of(large, large, large, -large), 2, 2)], [1, 2]);
  assertSameBits(pinv(huge, 2, 2), pinv(a, 2, 2).map((value) => value / large));
  assertSameBits(
    minimumNormLeastSquares(huge, Float64Array.of(large, 0), 2, 2),
    minimumNormLeastSquares(a, Float64Array.of(1, 0), 2, 2),
  );
});

test('of two elements of one magnitude the first is positive', () => {
  for (const a of [[1, -1], [-1, 1]]) {
    const { u, v } = svd(Float64Array.from(a), 2, 1);
    assert.deepEqual([Math.sign(u[0]), Math.sign(u[1]), v[0]], [1, -1, a[0]]);
  }
});

test('small singular values of columns in other units have all their digits', () => {
  // Q·diag(1, 1e-40, 1e-80, …): the values are those of the diagonal
  const n = 6, q = qr(drawn(3, n, n, () => 1), n, n).q, units = Array.from({ length: n }, (_, j) => 10 ** (-40 * j));
  const { values } = svd(q.map((value, at) => value * units[at % n]), n, n);
  values.forEach((value, j) => assertClose([value / units[j]], [1], 1e-14, `value ${j}`));
});

test('pinv has Penrose\'s four properties, also where rank is missing', () => {
  for (const [m, n] of SHAPES) {
    for (const r of new Set([1, Math.ceil(Math.min(m, n) / 2), Math.min(m, n)])) {
      const a = product(drawn(r, m, r, () => 1), drawn(r + 50, r, n, () => 1), m, n, r), x = pinv(a, m, n);
      const ax = product(a, x, m, m, n), xa = product(x, a, n, n, m), title = `${m} x ${n}, rank ${r}`;
      const tolerance = 1e-9 * (1 + largest(a)) * (1 + largest(x));
      assertClose(product(ax, a, m, n, m), a, tolerance, `${title}: AXA`);
      assertClose(product(xa, x, n, m, n), x, tolerance, `${title}: XAX`);
      assertClose(transposed(ax, m, m), ax, tolerance, `${title}: AX`);
      assertClose(transposed(xa, n, n), xa, tolerance, `${title}: XA`);
      assert.equal(rank(a, m, n), r, title);
    }
  }
});

test('minimum-norm residuals lie across A, solutions within its rows, and leastSquares agrees at full rank', () => {
  for (const [m, n] of SHAPES) {
    const a = drawn(7, m, n, () => 1), b = drawn(8, m, 3, () => 1), x = minimumNormLeastSquares(a, b, m, n, 3);
    const residual = difference(product(a, x, m, 3, n), b);
    assert.ok(largest(product(transposed(a, m, n), residual, n, 3, m)) < 1e-10, `${m} x ${n}: Aᵀ(AX − B)`);
    const within = product(pinv(a, m, n), product(a, x, m, 3, n), n, 3, m);
    assertClose(within, x, 1e-8, `${m} x ${n}: A⁺AX`);
    if (m >= n) assertClose(leastSquares(a, b, m, n, 3), x, 1e-9, `${m} x ${n}`);
  }
});

test('relativeTolerance decides what counts as 0', () => {
  const a = Float64Array.of(1, 0, 0, 0, 1e-3, 0, 0, 0, 1e-20);
  assert.deepEqual([rank(a, 3, 3), rank(a, 3, 3, { relativeTolerance: 0 }), rank(a, 3, 3, { relativeTolerance: 0.01 })],
    [2, 3, 1]);
  assert.deepEqual([rank(new Float32Array(4), 2, 2), rank(new Float64Array(0), 0, 5)], [0, 0]);
  assertSameBits(pinv(a, 3, 3, { relativeTolerance: 0.01 }), Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0));
  assertSameBits(
    minimumNormLeastSquares(a, Float64Array.of(1, 1, 1), 3, 3, 1, { relativeTolerance: 1e-4 }),
    Float64Array.of(1, 1e3, 0),
  );
});

test('norms do not overflow before they must, and empty matrices have none', () => {
  const huge = Float64Array.of(3e300, 0, 0, 4e300);
  assertClose([matrixNorm(huge, 2, 2) / 5e300, matrixNorm(huge, 2, 2, 2) / 4e300], [1, 1], 1e-15);
  assertClose([matrixNorm(Float64Array.of(3e-300, 4e-300), 1, 2) / 5e-300], [1], 1e-15);
  for (const kind of kinds) assert.equal(matrixNorm(new Float32Array(0), 0, 3, kind), 0);
});

checkRefusals('what is no matrix of finite numbers, or has no answer in its range, is refused by name', [
  [() => matrixNorm(Float64Array.of(1.7e308, 1.7e308), 1, 2, Infinity), RangeError,
    /^matrixNorm: the result must lie in the range of binary64, got Infinity as element 0$/],
  [() => matrixNorm(Float64Array.of(1), 1, 1, 'max' as NormKind), RangeError,
    /^matrixNorm: kind must be one of 1, 2, Infinity, 'fro', 'nuc', got 'max'$/],
  [() => svd(Float64Array.of(1, NaN), 1, 2), RangeError,
    /^svd: a\[1\] must be a finite number, got NaN in row 0, column 1$/],
  [() => svd(Float32Array.of(3e38, 3e38), 1, 2), RangeError,
    /^svd: the result must lie in the range of binary32, got Infinity as element 0$/],
  [() => pinv(Float32Array.of(1e-40), 1, 1), RangeError,
    /^pinv: the result must lie in the range of binary32, got Infinity as element 0$/],
  [() => minimumNormLeastSquares(Float64Array.of(1), Float64Array.of(1), 1, 1, 1, { relativeTolerance: -1 }),
    RangeError,
    /^minimumNormLeastSquares: relativeTolerance must be a finite number of at least 0, got -1$/],
]);
