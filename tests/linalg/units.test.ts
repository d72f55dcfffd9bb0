import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import type { FloatArray } from '../../lib/kernels/index.ts';
import { SingularMatrixError, conditionNumber, inverse, leastSquares, solve } from '../../lib/linalg/index.ts';
import { assertClose } from '../helpers/close.ts';
import { assertSameBits } from '../helpers/same.ts';
import { longley } from './longley.ts';
import { difference, identity, kinds, product } from './matrices.ts';
import { draw } from './tables.ts';

/** Both precisions: u, and the powers of ten among which units are drawn. */
const types = [
  { name: 'binary32', of: (values: ArrayLike<number>) => Float32Array.from(values), u: 2 ** -24, spreads: [2, 8] },
  { name: 'binary64', of: (values: ArrayLike<number>) => Float64Array.from(values), u: 2 ** -53, spreads: [9, 70] },
] as const;

const elements = (n: number, of: (i: number, j: number) => number): number[] =>
  Array.from({ length: n * n }, (_, at) => of(Math.floor(at / n), at % n));

/** Well-conditioned matrices, with zeros at various places and without. */
const families: readonly { readonly name: string; make(random: Philox, n: number): number[] }[] = [
  ...kinds.filter(({ most: [single] }) => single === Infinity),
  { name: 'tridiagonal', make: (random, n) => banded(draw(random, n * n), n, (i, j) => Math.abs(i - j) === 1) },
  { name: 'arrow', make: (random, n) => banded(draw(random, n * n), n, (i, j) => i === n - 1 || j === n - 1) },
  {
    name: 'nearly triangular',
    make: (random, n) => banded(draw(random, n * n).map((v) => v * 1e-7), n, (i, j) => i > j),
  },
  { name: 'Forsythe and Moler', make: (_, n) => (n === 3 ? [1, 1, 2, 2, -1, 1, 1, 2, 0] : [...identity(n)]) },
];

function banded(values: readonly number[], n: number, isWithin: (i: number, j: number) => boolean): number[] {
  return elements(n, (i, j) => (i === j ? 2.5 : isWithin(i, j) ? values[i * n + j] : 0));
}

/** Powers of two up to 10^spread, and down to its inverse. */
const units = (random: Philox, count: number, spread: number): number[] =>
  draw(random, count).map((value) => 2 ** Math.round(value * spread * Math.log2(10)));

const rescaled = (b: ArrayLike<number>, n: number, rows: readonly number[], columns: readonly number[]): number[] =>
  Array.from(b, (value, at) => value * rows[Math.floor(at / n)] * columns[at % n]);

test('the inverse of an affine map with a translation of 1000 is exact', () => {
  for (const { of } of types) {
    for (const shift of [1000, 2 ** 20]) {
      const map = (t: number): FloatArray => of([1, 0, 0, t, 0, 1, 0, t, 0, 0, 1, t, 0, 0, 0, 1]);
      assertSameBits(inverse(map(shift), 4), map(-shift));
      assertSameBits(solve(map(shift), map(0), 4, 4), map(-shift));
    }
  }
});

test('diagonal matrices of mixed units have their inverses, and conditionNumber still tells the condition '
  + 'as they stand', () => {
  const single = Float32Array.of(2 ** -30, 0, 0, 0, 4, 0, 0, 0, 2 ** 30);
  assertSameBits(inverse(single, 3), Float32Array.of(2 ** 30, 0, 0, 0, 0.25, 0, 0, 0, 2 ** -30));
  assert.equal(conditionNumber(single, 3), 2 ** 60);
  const double = Float64Array.of(1e-200, 0, 0, 0, 1, 0, 0, 0, 1e200);
  assertClose(solve(double, Float64Array.of(3e-200, -1, 5e200), 3), [3, -1, 5], 1e-15);
  assert.ok(conditionNumber(double, 3) > 1e300);
});

test('a line through points whose abscissae are in units of 10⁸', () => {
  for (const { of, u } of types) {
    const x = [1, 2, 3, 4], unit = u === 2 ** -24 ? 1e8 : 1e18, a = of(x.flatMap((v) => [1, v * unit]));
    const [intercept, slope] = leastSquares(a, of(x.map((v) => 2 + 3 * v)), 4, 2);
    assertClose([intercept, slope * unit], [2, 3], 32 * u);
  }
});

test('Longley: least squares has the certified values', () => {
  const { a, b, certified } = longley, [m, n] = [16, 7];
  assertClose(leastSquares(Float64Array.from(a), Float64Array.from(b), m, n), certified, 1e-9);
  // binary32 cannot hold all of the data; the plane that it fits is the right one.
  const x = leastSquares(Float32Array.from(a), Float32Array.from(b), m, n);
  assertClose(product(a, x, m, 1, n), product(a, certified, m, 1, n), 2e-3);
});

/** At most 15 of n·u was seen. */
const MULTIPLE = 32;

test('a well-conditioned matrix is inverted in any units of its rows and columns, and the residual is small in '
  + 'each of them', () => {
  for (const { name: precision, of, u, spreads } of types) {
    for (const { name, make } of families) {
      for (const spread of spreads) {
        for (const n of [2, 3, 8, 30]) {
          const random = new Philox(n, spread), b = of(make(random, n)), rows = units(random, n, spread);
          const columns = units(random, n, spread);
          const a = of(rescaled(b, n, rows, columns)), what = `${precision}, ${name}, 10^±${spread}, n ${n}`;
          const x = inverse(a, n), back = rescaled(x, n, columns, rows);
          const residual = difference(product(b, back, n, n, n), identity(n));
          const bound = product(b.map(Math.abs), back.map(Math.abs), n, n, n);
          for (let j = 0; j < n; j++) {
            const largest = (of: ArrayLike<number>): number =>
              Math.max(...Array.from({ length: n }, (_, i) => Math.abs(of[i * n + j])));
            assert.ok(
              largest(residual) <= MULTIPLE * n * u * largest(bound),
              `${what}: column ${j}, ${largest(residual)}, ${largest(bound)}`,
            );
          }
          assertSameBits(solve(a, of(identity(n)), n, n), x, what);
          assert.equal(inverse(a, n, { refine: true }).length, n * n);
        }
      }
    }
  }
});

test('singular matrices are refused in any units', () => {
  for (const { name: precision, of, spreads } of types) {
    for (const { name, make } of families) {
      for (const spread of spreads) {
        for (const n of [3, 8, 30]) {
          for (let seed = 0; seed < 3; seed++) {
            const random = new Philox(seed, n), b = of(make(random, n)), rows = units(random, n, spread);
            const columns = units(random, n, spread);
            for (let j = 0; j < n; j++) b[(n - 1) * n + j] = 0.75 * b[j] - 1.25 * b[n + j];
            const a = of(rescaled(b, n, rows, columns));
            const what = `${precision}, ${name}, 10^±${spread}, n ${n}, seed ${seed}`;
            assert.throws(() => inverse(a, n), SingularMatrixError, what);
            assert.throws(() => solve(a, of(new Array<number>(n).fill(1)), n), SingularMatrixError, what);
          }
        }
      }
    }
  }
});

test('least squares takes columns in any units, with the digits that it has in one, and refuses those that depend on '
  + 'each other', () => {
  for (const { name: precision, of, u, spreads } of types) {
    for (const spread of spreads) {
      for (const [m, n] of [[3, 2], [9, 4], [30, 12]]) {
        const random = new Philox(m, spread), b = of(draw(random, m * n)), right = of(draw(random, m));
        const what = `${precision}, 10^±${spread}, ${m} x ${n}`;
        const columns = units(random, n, spread), one = new Array<number>(m).fill(1);
        const a = of(rescaled(b, n, one, columns));
        const x = leastSquares(a, right, m, n), wanted = leastSquares(b, right, m, n);
        // Powers of two change no bit.
        assertSameBits(x.map((value, j) => value * columns[j]), wanted, what);
        for (let i = 0; i < m; i++) b[i * n + n - 1] = 0.75 * b[i * n] - (n > 2 ? 1.25 * b[i * n + 1] : 0);
        assert.throws(
          () => leastSquares(of(rescaled(b, n, one, columns)), right, m, n), SingularMatrixError, `${what}: ${u}`,
        );
      }
    }
  }
});

test('a refusal says what was measured, and carries the lower condition', () => {
  const a = Float64Array.of(1, 1e9, 1, 1e9 + 1e-7), thrown = (attempt: () => unknown): SingularMatrixError => {
    try {
      attempt();
    } catch (error) {
      if (error instanceof SingularMatrixError) return error;
    }
    return assert.fail('no SingularMatrixError');
  };
  const { message, pivot, reciprocalCondition } = thrown(() => inverse(a, 2));
  const said =
    /^inverse: a must be .* in binary64, got an estimated condition of (\S+), and (\S+) with rows and columns /
      .exec(message);
  assert.ok(said !== null, message);
  assert.equal(pivot, 1);
  assert.ok(Number(said[1]) > 1e24 && Number(said[2]) < 1e17 && Number(said[2]) > 2 ** 52, message);
  assert.ok(Math.abs(1 / reciprocalCondition / Number(said[2]) - 1) < 0.01);
  assert.match(
    thrown(() => leastSquares(a, a.slice(2), 2, 2)).message,
    /^leastSquares: a must have linearly independent columns in binary64, got .*, and \S+ with columns scaled by .* \(/,
  );
  // Nothing to take out: one condition.
  assert.match(
    thrown(() => inverse(Float32Array.of(1, 1, 1, 1.0000001), 2)).message,
    /got an estimated condition of \S+ \(conditionLimit 8388608\), and/,
  );
});

test('a row whose pivot misleads partial pivoting is solved in its own units', () => {
  // As it stands the pivot is 100, and the 1 of the second row is lost beside 10⁸.
  const a = Float32Array.of(100, 1e10, 1, 1), x = solve(a, Float32Array.of(1e10, 3), 2);
  assertClose(x, [2 / (1 - 1e-8), 1 - 2e-8], 4 * 2 ** -24);
});

test('without a limit a matrix is taken as it stands', () => {
  const a = Float32Array.of(100, 1e10, 1, 1);
  assert.ok(Math.abs(solve(a, Float32Array.of(1e10, 3), 2, 1, { conditionLimit: Infinity })[0] - 2) > 0.1);
});
