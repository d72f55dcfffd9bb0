import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import {
  cholesky, eigenSymmetric, getrf, getrs, inverse, inverseNorm, leastSquares, lu, qr, solve, syev,
} from '../../lib/linalg/index.ts';
import { MULTIPLE, checkInverse } from './checkInverse.ts';
import { difference, identity, kinds, norm, product, transposed } from './matrices.ts';
import { draw } from './tables.ts';

const SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 31, 32, 33, 64, 65, 100, 129];
const types = [{ type: Float32Array, u: 2 ** -24 }, { type: Float64Array, u: 2 ** -53 }] as const;

for (const kind of kinds) {
  test(`inverse of ${kind.name} matrices: ‖AX − I‖₁ is at most ${MULTIPLE} n·u·cond₁(A)`, () => {
    for (const n of SIZES) checkInverse(kind, n);
    if (kind.name === 'permutation') assert.equal(checkInverse(kind, 40), 0);
  });
}

/** Each element of |left − right| against its own bound. */
function assertBelow(error: ArrayLike<number>, bound: ArrayLike<number>, what: string): void {
  for (let i = 0; i < error.length; i++) {
    assert.ok(Math.abs(error[i]) <= bound[i], `${what}: element ${i} is off by ${error[i]}, more than ${bound[i]}`);
  }
}

const magnitudes = (a: ArrayLike<number>): Float64Array => Float64Array.from(a, Math.abs);
const times = (factor: number, a: ArrayLike<number>): Float64Array => Float64Array.from(a, (value) => factor * value);

test('|LU − PA| is at most n·u·|L||U|, element by element', () => {
  for (const { type, u } of types) {
    for (const n of [1, 2, 9, 33, 80]) {
      const a = new type(draw(new Philox(n), n * n)), { factors, order, sign } = lu(a, n);
      const l = identity(n), upper = new Float64Array(n * n), permuted = new Float64Array(n * n);
      factors.forEach((value, at) => { (at % n < Math.floor(at / n) ? l : upper)[at] = value; });
      order.forEach((row, i) => permuted.set(a.subarray(row * n, row * n + n), i * n));
      const bound = times(n * u, product(magnitudes(l), magnitudes(upper), n, n, n));
      assertBelow(difference(product(l, upper, n, n, n), permuted), bound, `n ${n}`);
      const exchanges =
        order.reduce((count, row, i) => count + order.subarray(i).filter((other) => other < row).length, 0);
      assert.equal(sign, exchanges % 2 === 0 ? 1 : -1, 'sign is that of the inversions');
    }
  }
});

test('|LLᵀ − A| is at most (n + 1)·u·|L||Lᵀ|, element by element', () => {
  for (const { type, u } of types) {
    for (const n of [1, 2, 9, 33, 80]) {
      const half = draw(new Philox(n), n * n), a = new type(product(half, transposed(half, n, n), n, n, n));
      for (let i = 0; i < n; i++) a[i * (n + 1)] += 1;
      const l = cholesky(a, n);
      const bound = times((n + 1) * u, product(magnitudes(l), magnitudes(transposed(l, n, n)), n, n, n));
      assertBelow(difference(product(l, transposed(l, n, n), n, n, n), a), bound, `n ${n}`);
    }
  }
});

test('Q has orthonormal columns, R is upper triangular, and their product is A', () => {
  for (const { type, u } of types) {
    for (const [m, n] of [[1, 1], [3, 2], [2, 3], [40, 40], [70, 33], [33, 70]]) {
      const count = Math.min(m, n), a = new type(draw(new Philox(m, n), m * n)), { q, r } = qr(a, m, n);
      const bound = 4 * Math.max(m, n) * u;
      assert.ok(norm(difference(product(transposed(q, m, count), q, count, count, m), identity(count)), count, count)
        <= bound * Math.sqrt(count));
      assert.ok(norm(difference(product(q, r, m, n, count), a), m, n) <= bound * norm(a, m, n));
      r.forEach((value, at) => assert.ok(at % n >= Math.floor(at / n) || Object.is(value, 0)));
    }
  }
});

test('what is triangular is its own R, columns of zeros included', () => {
  const r = Float32Array.of(2, 0, -3, 0, 0, 5, 0, 0, -7);
  assert.deepEqual(qr(r, 3, 3), { q: Float32Array.from(identity(3)), r });
});

test('the residual of least squares is at right angles to the columns of A', () => {
  for (const { type, u } of types) {
    for (const [m, n] of [[1, 1], [9, 4], [60, 33]]) {
      const a = new type(draw(new Philox(m, n), m * n)), b = new type(draw(new Philox(n, m), m * 3));
      const x = leastSquares(a, b, m, n, 3);
      const residual = difference(b, product(a, x, m, 3, n)), angles = product(transposed(a, m, n), residual, n, 3, m);
      assert.ok(norm(angles, n, 3) <= 8 * m * u * norm(a, m, n) * norm(b, m, 3), `${m} x ${n}`);
    }
  }
});

test('least squares of a square matrix is its solution', () => {
  const n = 20, a = Float64Array.from(draw(new Philox(1), n * n)), b = Float64Array.from(draw(new Philox(2), n));
  assert.ok(norm(difference(leastSquares(a, b, n, n), solve(a, b, n)), n, 1) < 1e-12);
});

test('eigenvalues ascend, eigenvectors are orthonormal, and AV = VΛ', () => {
  for (const { type, u } of types) {
    for (const n of [1, 2, 3, 20, 60]) {
      const half = draw(new Philox(n), n * n), a = new type(n * n);
      half.forEach((value, at) => { a[at] = value + half[(at % n) * n + Math.floor(at / n)]; });
      const { values, vectors } = eigenSymmetric(a, n), bound = n * u * norm(a, n, n);
      assert.ok(values.every((value, i) => i === 0 || value >= values[i - 1]));
      assert.ok(
        norm(difference(product(transposed(vectors, n, n), vectors, n, n, n), identity(n)), n, n) <= 16 * n * u,
      );
      const scaled = Float64Array.from(vectors, (value, at) => value * values[at % n]);
      assert.ok(norm(difference(product(a, vectors, n, n, n), scaled), n, n) <= 4 * bound, `n ${n}`);
    }
  }
});

test('equal eigenvalues, zeros and numbers at the ends of the range are no obstacle', () => {
  assert.deepEqual(eigenSymmetric(new Float64Array(9), 3), { values: new Float64Array(3), vectors: identity(3) });
  const ones = eigenSymmetric(new Float64Array(100).fill(1), 10);
  assert.ok(ones.values.every((value, i) => Math.abs(value - (i === 9 ? 10 : 0)) < 1e-14));
  for (const scale of [1e-300, 1e300]) {
    const { values } = eigenSymmetric(Float64Array.of(2 * scale, scale, scale, 2 * scale), 2);
    assert.ok(Math.abs(values[0] / scale - 1) < 1e-15 && Math.abs(values[1] / scale - 3) < 1e-14);
  }
  // 2·1e308 overflows
  const { values } = eigenSymmetric(Float64Array.of(0, 1e308, 1e308, -1e308), 2), golden = (1 + Math.sqrt(5)) / 2;
  assert.ok(Math.abs(values[0] / 1e308 + golden) < 1e-14 && Math.abs(values[1] / 1e308 - 1 / golden) < 1e-14);
});

test('syev reads the lower triangle only', () => {
  const values = new Float64Array(2), vectors = new Float64Array(4);
  syev(2, Float64Array.of(2, NaN, 1, 2), values, vectors);
  assert.ok(Math.abs(values[0] - 1) < 1e-15 && Math.abs(values[1] - 3) < 1e-15);
});

test('of equal magnitudes the first is made positive', () => {
  const values = new Float64Array(2), vectors = new Float64Array(4), half = 1 / Math.sqrt(2);
  for (const off of [1, -1]) {
    syev(2, Float64Array.of(0, off, off, 0), values, vectors);
    assert.deepEqual([...vectors], off > 0 ? [half, half, -half, half] : [half, half, half, -half]);
  }
});

test('the norm of an inverse that the first vectors miss is found by the last', () => {
  // I + θ·C: rows and columns of C have sums of 0, its first column is 0, and so units and signs see I only
  // (Higham 1988, section 3).
  const theta = 1000, inverted = identity(4), norm1 = 1 + 2 * theta, x = new Float64Array(5);
  for (const [at, sign] of [[5, 1], [6, -1], [9, -1], [10, 1]]) inverted[at] += sign * theta;
  const solveIt = (): void => x.set(product(inverted, x.slice(1), 4, 1, 4), 1); // symmetric
  const estimate = inverseNorm(4, 1, solveIt, x, 1);
  assert.ok(estimate <= norm1 && estimate > norm1 / 3, String(estimate));
});

test('a correction that is no less than half the one before is not added, and is the last', () => {
  const k = createKernels('reference');
  let left = 0;
  for (let seed = 0; seed < 60; seed++) {
    const n = 5 + (seed % 6), a = Float32Array.from(kinds[1].make(new Philox(0), n)), pivots = new Int32Array(n);
    const b = Float32Array.from(draw(new Philox(seed, 2), n));
    const wanted = solve(a, b, n, 1, { conditionLimit: Infinity }), factors = a.slice();
    getrf(k, n, n, factors, 0, n, pivots);
    for (let before = Infinity; ;) {
      const d = Float32Array.from(b, (value, i) => wanted.reduce((rest, x, j) => rest - a[i * n + j] * x, value));
      getrs(k, 'N', n, 1, factors, 0, n, pivots, d, 0, 1);
      const size = Math.max(...d.map(Math.abs)), isSmall = size <= 2 ** -24 * Math.max(...wanted.map(Math.abs));
      if (size > before / 2) {
        left++;
        break;
      }
      d.forEach((value, i) => { wanted[i] += value; });
      before = size;
      if (isSmall) break;
    }
    assert.deepEqual(solve(a, b, n, 1, { conditionLimit: Infinity, refine: true }), wanted, `n ${n}, seed ${seed}`);
  }
  assert.ok(left >= 20, `${left} corrections were left out`);
});

test('refinement makes each solution right to a rounding, where without it digits are lost', () => {
  const n = 5, hilbert = Float32Array.from(kinds[1].make(new Philox(0), n));
  const b = Float32Array.from(draw(new Philox(9), n * 2));
  const exact = solve(Float64Array.from(hilbert), Float64Array.from(b), n, 2), size = Math.max(...exact.map(Math.abs));
  const error = (x: Float32Array): number => Math.max(...difference(x, exact).map(Math.abs)) / size;
  assert.ok(error(solve(hilbert, b, n, 2)) > 2 ** -14);
  assert.ok(error(solve(hilbert, b, n, 2, { refine: true })) <= 2 ** -24);
  const inverted = inverse(Float64Array.from(hilbert), n), largest = Math.max(...inverted.map(Math.abs));
  assert.ok(
    Math.max(...difference(inverse(hilbert, n, { refine: true }), inverted).map(Math.abs)) <= 2 ** -24 * largest,
  );
});

test('each column is refined as if it were alone', () => {
  const n = 40, a = Float32Array.from(draw(new Philox(5), n * n)), b = Float32Array.from(draw(new Philox(6), n * 3));
  const all = solve(a, b, n, 3, { refine: true });
  for (let j = 0; j < 3; j++) {
    const alone = solve(a, b.filter((_, at) => at % 3 === j), n, 1, { refine: true });
    assert.deepEqual([...alone], [...all.filter((_, at) => at % 3 === j)]);
  }
});
