import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import type { FloatArray } from '../../lib/kernels/index.ts';
import {
  cholesky, conditionNumber, determinant, eigenSymmetric, geqrf, inverse, leastSquares, logDeterminant, lu, ormqr, qr,
  solve,
} from '../../lib/linalg/index.ts';
import { exponentOf, timesPowerOfTwo } from '../../lib/linalg/powers.ts';
import { assertClose } from '../helpers/close.ts';
import { assertSameBits } from '../helpers/same.ts';
import { difference, identity, kinds, norm, product, transposed } from './matrices.ts';
import { draw, rows32, rows64 } from './tables.ts';

/**
 * Both precisions: u, the smallest number above 0, the largest, and powers of two that take a matrix near both ends.
 */
const types = [
  {
    of: (values: ArrayLike<number>): FloatArray => Float32Array.from(values), u: 2 ** -24, eta: 2 ** -149,
    most: 2 ** 127, ends: [-100, 120],
  },
  {
    of: (values: ArrayLike<number>): FloatArray => Float64Array.from(values), u: 2 ** -53, eta: 2 ** -1074,
    most: 2 ** 1023, ends: [-940, 1015],
  },
] as const;

const times = <A extends FloatArray>(a: A, exponent: number): A =>
  a.map((value) => timesPowerOfTwo(value, exponent)) as A;

/** Each column of Q is a unit vector at right angles to the others. */
function assertOrthonormal(q: FloatArray, m: number, n: number, u: number, what: string): void {
  const error = norm(difference(product(transposed(q, m, n), q, n, n, m), identity(n)), n, n);
  assert.ok(error <= 16 * m * u, `${what}: ‖QᵀQ − I‖ is ${error}`);
}

test('powers of two: exponents and products, subnormals and overflow included', () => {
  for (const [x, exponent] of [
    [1, 0], [-1.5, 0], [0.99, -1], [2 ** -1074, -1074], [-3 * 2 ** -1074, -1073], [2 ** -1022, -1022],
    [Number.MAX_VALUE, 1023],
  ]) {
    assert.equal(exponentOf(x), exponent, String(x));
  }
  assert.equal(timesPowerOfTwo(3, 2100), Infinity);
  assert.equal(timesPowerOfTwo(2 ** -1074, 2097), 2 ** 1023);
  assert.equal(timesPowerOfTwo(-3 * 2 ** 1000, -2074), -3 * 2 ** -1074);
  assert.equal(timesPowerOfTwo(1, -1100), 0);
  assert.equal(timesPowerOfTwo(5, 0), 5);
  // 2⁻²·(1 + 2⁻⁵⁰ + 2⁻⁵²) falls just above the middle of two subnormals: one rounding goes up, two would not.
  assert.equal(timesPowerOfTwo(1.5 + 2 ** -52, -1074), 2 * 2 ** -1074);
  assert.equal(timesPowerOfTwo(2.5 + 2 ** -51, -1074), 3 * 2 ** -1074);
});

test('columns at the ends of the range have their QR factors', () => {
  const { q, r } = qr(Float64Array.of(1e308, 1e308), 2, 1);
  assertClose([q[0], q[1], r[0] / 1e308], [-Math.SQRT1_2, -Math.SQRT1_2, -Math.SQRT2], 4 * 2 ** -53);
  assert.deepEqual(
    qr(Float64Array.of(1e308, 1e308), 1, 2), { q: Float64Array.of(1), r: Float64Array.of(1e308, 1e308) },
  );
  assert.throws(() => qr(Float64Array.of(1.5e308, 1.5e308), 2, 1),
    /^RangeError: qr: the result must lie in the range of binary64, got -Infinity as element 0$/);
  for (const { of, u, eta, most } of types) {
    for (const [m, n] of [[2, 1], [3, 2], [5, 5], [40, 9]]) {
      const values = draw(new Philox(m, n), m * n);
      for (const unit of [8 * eta, 2000 * eta, most / 40]) {
        const a = of(values.map((value) => value * unit)), { q, r } = qr(a, m, n);
        const what = `${m} x ${n}, in units of ${unit}`;
        assertOrthonormal(q, m, n, u, what);
        const inUnits = (x: FloatArray): FloatArray => Float64Array.from(x, (value) => value / unit);
        const error = norm(difference(product(q, inUnits(r), m, n, n), inUnits(a)), m, n);
        assert.ok(error <= 16 * m * u * norm(inUnits(a), m, n) + m * n * (eta / unit), `${what}: ${error}`);
      }
      // Columns of one matrix at both ends, and a rest that is subnormal beside a large first row.
      const mixed = of(values.map((value, at) => value * (at % 2 === 0 ? most / 40 : 900 * eta)));
      assertOrthonormal(qr(mixed, m, n).q, m, n, u, `${m} x ${n}, both ends`);
      const graded = of(values.map((value, at) => (at < n ? 1 + value : value * 50 * eta)));
      assertOrthonormal(qr(graded, m, n).q, m, n, u, `${m} x ${n}, graded`);
    }
  }
});

test('ormqr applies Q to columns at the ends of the range, on every table', () => {
  for (const row of rows32(1 << 12, 8)) {
    check(row.k, (values) => row.place(values, 1, values.length, 0, values.length), 2 ** 126, 2 ** -149);
  }
  for (const row of rows64(1 << 12, 8)) {
    check(row.k, (values) => row.place(values, 1, values.length, 0, values.length), 2 ** 1022, 2 ** -1074);
  }
  function check<A extends FloatArray>(
    k: Parameters<typeof geqrf<A>>[0], of: (values: number[]) => A, large: number, eta: number,
  ): void {
    const a = of([3, 1, 4, 1, 5, 9]), tau = of([0, 0]), work = of([0, 0]);
    geqrf(k, 3, 2, a, 0, 2, tau, 0, work, 0);
    // Columns (1.5, −1.5, 1.5)·large and (40, 0, −20)·eta; Qᵀ·Q leaves them.
    const c = of([1.5 * large, 40 * eta, -1.5 * large, 0, 1.5 * large, -20 * eta]), before = c.slice();
    ormqr(k, 'T', 3, 2, 2, a, 0, 2, tau, 0, c, 0, 2, work, 0);
    ormqr(k, 'N', 3, 2, 2, a, 0, 2, tau, 0, c, 0, 2, work, 0);
    before.forEach((value, at) =>
      assert.ok(Math.abs(c[at] - value) <= (at % 2 === 0 ? large * 2 ** -21 : 2 * eta), `${at}: ${c[at]}, ${value}`));
  }
});

test('what a door says of A it says of A times a power of two, bit by bit', () => {
  for (const { of, ends } of types) {
    for (const n of [1, 2, 5, 20]) {
      const a = of(draw(new Philox(n), n * n)), b = of(draw(new Philox(n, 1), 2 * n));
      const spd = of(product(a, transposed(a, n, n), n, n, n).map((value, at) => value + Number(at % (n + 1) === 0)));
      const plain = {
        q: qr(a, n, n), lu: lu(a, n), l: cholesky(spd, n), e: eigenSymmetric(spd, n), x: solve(a, b, n, 2),
        r: solve(a, b, n, 2, { refine: true }),
      };
      const fitted = leastSquares(a, b, n, n, 2), inverted = inverse(a, n), det = determinant(a, n);
      const { sign, logAbs } = logDeterminant(a, n);
      for (const end of ends) {
        const scaled = times(a, end), right = times(b, end), even = end - (end % 2), what = `n ${n}, 2^${end}`;
        const { q, r } = qr(scaled, n, n), found = lu(scaled, n);
        assertSameBits(q, plain.q.q, what);
        assertSameBits(times(r, -end), plain.q.r, what);
        found.factors.forEach((value, at) => {
          assert.equal(timesPowerOfTwo(value, at % n < Math.floor(at / n) ? 0 : -end), plain.lu.factors[at], what);
        });
        assert.deepEqual([found.order, found.failed], [plain.lu.order, -1]);
        assertSameBits(times(cholesky(times(spd, even), n), -even / 2), plain.l, what);
        const eigen = eigenSymmetric(times(spd, even), n);
        assertSameBits(eigen.vectors, plain.e.vectors, what);
        assertSameBits(times(eigen.values, -even), plain.e.values, what);
        assertSameBits(solve(scaled, right, n, 2), plain.x, what);
        assertSameBits(solve(scaled, right, n, 2, { refine: true }), plain.r, what);
        assertSameBits(solve(a, right, n, 2), times(plain.x, end), what);
        assertSameBits(leastSquares(scaled, right, n, n, 2), fitted, what);
        assertSameBits(inverse(scaled, n), times(inverted, -end), what);
        assert.equal(determinant(scaled, n), timesPowerOfTwo(det, n * end), what);
        const log = logDeterminant(scaled, n);
        assert.equal(log.sign, sign);
        assertClose([log.logAbs], [logAbs + n * end * Math.LN2], 1e-15);
        assertClose([conditionNumber(scaled, n)], [conditionNumber(a, n)], 1e-6, what);
      }
    }
  }
});

test('refinement is as good where residuals would be subnormal', () => {
  const n = 5, hilbert = Float32Array.from(kinds[1].make(new Philox(0), n));
  const b = Float32Array.from(draw(new Philox(9), n));
  const fine = solve(hilbert, b, n, 1, { refine: true });
  for (const [ofA, ofB] of [[-110, -110], [0, -110], [60, -60], [110, 110]]) {
    assertSameBits(
      times(solve(times(hilbert, ofA), times(b, ofB), n, 1, { refine: true }), ofA - ofB), fine, `2^${ofA}, 2^${ofB}`,
    );
  }
});

test('subnormal matrices keep the digits that they have', () => {
  const eta = 2 ** -1074, a = Float64Array.of(7, 3, 2, 5), tiny = times(a, -1074);
  assertSameBits(solve(tiny, times(Float64Array.of(13, 12), -1074), 2), solve(a, Float64Array.of(13, 12), 2));
  assertSameBits(
    cholesky(Float64Array.of(7 * eta, 3 * eta, 3 * eta, 5 * eta), 2),
    times(cholesky(Float64Array.of(7, 3, 3, 5), 2), -537),
  );
  assert.equal(lu(tiny, 2).factors[2], 2 / 7);
  assert.equal(logDeterminant(tiny, 2).logAbs.toPrecision(14), (Math.log(29) - 2148 * Math.LN2).toPrecision(14));
});

test('rows near the end of the range keep their digits beside others', () => {
  const eta = 2 ** -1074, a = Float64Array.of(3, 1, 7 * eta, 5 * eta);
  assert.equal(determinant(a, 2), 8 * eta);
  assertClose(solve(a, Float64Array.of(4, 12 * eta), 2), [1, 1], 4 * 2 ** -53);
});

test('determinants whose factors overflow, or underflow, come out', () => {
  const large = Math.fround(3e38);
  assertClose([determinant(Float32Array.of(3e38, 3e38, -3e38, 3e38), 2) / (2 * large * large)], [1], 2 ** -22);
  assert.equal(determinant(Float64Array.of(1e308, 1e308, -1e308, 1e308), 2), Infinity);
  assertClose(
    [logDeterminant(Float64Array.of(1e308, 1e308, -1e308, 1e308), 2).logAbs], [616 * Math.LN10 + Math.LN2], 1e-15,
  );
  // The quotient of the rows underflows: 1·2 − 1·1, not 2.
  assertClose([determinant(Float64Array.of(1e300, 1e300, 1e-300, 2e-300), 2)], [1], 1e-14);
  assertClose([determinant(Float32Array.of(1, 1e-25, 1e-25, 0), 2) / -1e-50], [1], 1e-6);
  assert.equal(determinant(Float64Array.of(1e-200, 0, 0, 0), 2), 0);
});

test('conditionNumber does not take large numbers for singular ones', () => {
  assert.equal(conditionNumber(Float64Array.of(1e308, 0, 0, 1e308), 2), 1);
  const large = 2 ** 1023;
  assert.equal(
    conditionNumber(Float64Array.of(1.5 * large, large, -large, 1.5 * large), 2),
    conditionNumber(Float64Array.of(1.5, 1, -1, 1.5), 2),
  );
  assert.equal(conditionNumber(Float32Array.of(3e38, 3e38, 3e38, 3e38), 2), Infinity);
  assert.equal(conditionNumber(new Float64Array(4), 2), Infinity);
});

test('eigenvalues far apart are each right', () => {
  assert.deepEqual(eigenSymmetric(Float64Array.of(1e200, 0, 0, 0, 1e-200, 0, 0, 0, 1), 3), {
    values: Float64Array.of(1e-200, 1, 1e200), vectors: Float64Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0),
  });
  assert.deepEqual([...eigenSymmetric(Float32Array.of(2 ** 127, 0, 0, 2 ** -149), 2).values], [2 ** -149, 2 ** 127]);
  // D·B·D: the eigenvalues are B's pivots 1, ¾, ¾ times D², but for a part of 10⁻²⁰⁰.
  const b = [1, 0.5, 0.25, 0.5, 1, 0.5, 0.25, 0.5, 1];
  for (const d of [[1e100, 1, 1e-100], [1e-3, 1e150, 1e-150]]) {
    const a = Float64Array.from(b, (value, at) => value * d[Math.floor(at / 3)] * d[at % 3]);
    const [least, middle, most] = [...d].sort((x, y) => x - y);
    assertClose(
      eigenSymmetric(a, 3).values.map((value, i) => value / [least * least, middle * middle, most * most][i]),
      [0.75, 0.75, 1], 8 * 2 ** -53,
    );
  }
  // The difference of the diagonal overflows.
  assertClose(
    eigenSymmetric(Float64Array.of(1.5e308, 5e307, 5e307, -1.5e308), 2).values.map((v) => v / 1e308),
    [-Math.sqrt(2.5), Math.sqrt(2.5)], 1e-15,
  );
  assert.throws(
    () => eigenSymmetric(Float64Array.of(1.5e308, 1.5e308, 1.5e308, 1.5e308), 2),
    /the result must lie in the range of binary64, got Infinity/,
  );
});

test('least squares with columns, and right-hand sides, at both ends of the range', () => {
  for (const { of, ends: [low, high] } of types) {
    const b = of(draw(new Philox(7), 12)), right = of(draw(new Philox(8), 12));
    const wanted = leastSquares(b, right, 6, 2, 2);
    const exponents = [low, high], a = b.map((value, at) => timesPowerOfTwo(value, exponents[at % 2])) as typeof b;
    assertSameBits(leastSquares(a, right, 6, 2, 2), wanted.map((value, at) =>
      timesPowerOfTwo(value, -exponents[Math.floor(at / 2)])));
    const both = right.map((value, at) => timesPowerOfTwo(value, exponents[at % 2])) as typeof b;
    assertSameBits(
      leastSquares(b, both, 6, 2, 2), wanted.map((value, at) => timesPowerOfTwo(value, exponents[at % 2])),
    );
  }
  // 1.5·1e308 is no binary64 number, and the projection of b on (1, 1)·1e308 needs none.
  assertClose(leastSquares(Float64Array.of(1e308, 1e308), Float64Array.of(1.7e308, 1.7e308), 2, 1), [1.7], 1e-15);
});
