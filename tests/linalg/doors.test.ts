import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { ShapeError } from '../../lib/core/errors.ts';
import { createKernels, matmul, type FloatArray } from '../../lib/kernels/index.ts';
import {
  NotPositiveDefiniteError, SingularMatrixError, cholesky, conditionNumber, determinant, eigenSymmetric, geqrf, getrf,
  getri, inverse, leastSquares, logDeterminant, lu, qr, solve, solveTriangular,
} from '../../lib/linalg/index.ts';
import { workspace } from '../../lib/linalg/workspace.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { difference, identity, norm, product } from './matrices.ts';
import { draw } from './tables.ts';

const of = (...values: number[]): Float32Array => Float32Array.from(values);
const counted = of(1, 2, 3, 4, 5, 6, 7, 8, 9);

/** What is thrown. */
function thrown(attempt: () => unknown): unknown {
  try {
    attempt();
  } catch (error) {
    return error;
  }
  return assert.fail('nothing was thrown');
}

test('a matrix times its inverse is the identity matrix', () => {
  const a = of(4, 1, 2, 3);
  assertSameBits(inverse(a, 2), of(0.3, -0.1, -0.2, 0.4));
  assertSameBits(inverse(Float64Array.from(a), 2), Float64Array.of(0.3, -0.1, -0.2, 0.4));
  assert.ok(norm(matmul(a, inverse(a, 2), 2, 2, 2).map((v, i) => v - identity(2)[i]), 2, 2) < 1e-7);
});

test('[1..9] has no inverse in either precision, and the error says how near', () => {
  for (const a of [counted, Float64Array.from(counted)]) {
    for (const attempt of [
      () => inverse(a, 3), () => solve(a, a.slice(0, 3) as typeof a, 3),
      () => leastSquares(a, a.slice(0, 3) as typeof a, 3, 3),
    ]) {
      const error = thrown(attempt);
      assert.ok(error instanceof SingularMatrixError && error.name === 'SingularMatrixError');
      assert.equal(error.pivot, 2);
      assert.ok(Math.abs(error.pivotValue) < 1e-6
        && error.reciprocalCondition < (a instanceof Float32Array ? 2 ** -24 : 2 ** -53));
    }
  }
  assert.match(String(thrown(() => inverse(counted, 3))), /inverse: a must be invertible, got 0 as pivot 2 of 3$/);
  const near = String(thrown(() => inverse(Float64Array.from(counted), 3)));
  assert.match(near,
    /in binary64, got an estimated condition of 6\.\d+e\+17, and 9\.\d+e\+17 .* \(conditionLimit 4503599627370496\)/);
});

test('conditionLimit decides what is refused', () => {
  const a = of(1, 1, 1, 1.001), limit = 3000;
  assert.ok(conditionNumber(a, 2) > limit && conditionNumber(a, 2) < 5000);
  assert.equal(inverse(a, 2).length, 4);
  const error = thrown(() => inverse(a, 2, { conditionLimit: limit }));
  assert.ok(error instanceof SingularMatrixError && error.pivot === 1);
  assert.equal(1 / error.reciprocalCondition, conditionNumber(a, 2));
  assert.throws(() => solve(a, of(1, 2), 2, 1, { conditionLimit: limit }), SingularMatrixError);
  assert.throws(() => leastSquares(a, of(1, 2), 2, 2, 1, { conditionLimit: limit }), SingularMatrixError);
  const near = Float64Array.from(counted);
  assert.equal(inverse(near, 3, { conditionLimit: Infinity }).length, 9);
  assert.throws(() => inverse(counted, 3, { conditionLimit: Infinity }), SingularMatrixError);
});

test('matrices of rank n − 1 are refused, and random ones are not', () => {
  for (const type of [Float32Array, Float64Array]) {
    for (const n of [3, 5, 10, 40]) {
      for (let seed = 0; seed < 40; seed++) {
        const a = new type(draw(new Philox(seed, n), n * n)), singular = a.slice();
        assert.equal(inverse(a, n).length, n * n);
        // The last row is a combination of two others, rounded to the precision.
        for (let j = 0; j < n; j++) singular[(n - 1) * n + j] = 0.75 * a[j] - 1.25 * a[n + j];
        assert.throws(() => inverse(singular, n), SingularMatrixError, `n ${n}, seed ${seed}`);
      }
    }
  }
});

/** Wilkinson's matrix, whose factors partial pivoting lets grow to 2ⁿ⁻¹, with another last column. */
function growing(n: number): number[] {
  const last = draw(new Philox(n), n);
  return identity(n).reduce<number[]>((all, one, at) => {
    const i = Math.floor(at / n), j = at % n;
    all.push(j === n - 1 ? last[i] : j < i ? -1 : one);
    return all;
  }, []);
}

test('a well-conditioned matrix whose factors have outgrown it is refused, and leastSquares solves it', () => {
  for (const [type, n, residual] of [[Float32Array, 40, 1e-4], [Float64Array, 64, 1e-11]] as const) {
    const a = new type(growing(n)), b = new type(draw(new Philox(1), n));
    for (const attempt of [() => inverse(a, n), () => solve(a, b, n)]) {
      const error = thrown(attempt);
      assert.ok(error instanceof SingularMatrixError && error.reciprocalCondition > 1e-5, String(error));
      assert.match(error.message, /got factors \d\.\d+e\+\d+ times as large as a, which leave no digit right/);
    }
    assert.equal(solve(a, b, n, 1, { conditionLimit: Infinity }).length, n);
    const x = leastSquares(a, b, n, n);
    assert.ok(norm(difference(product(a, x, n, 1, n), b), n, 1) < residual);
    assert.equal(inverse(new type(growing(12)), 12).length, 144);
  }
});

test('the condition is never over-estimated, and mostly exact', () => {
  let exact = 0;
  const cases = 60;
  for (let seed = 0; seed < cases; seed++) {
    const n = 2 + (seed % 30), a = Float64Array.from(draw(new Philox(seed, 8), n * n));
    const condition = norm(a, n, n) * norm(inverse(a, n), n, n), ratio = conditionNumber(a, n) / condition;
    assert.ok(ratio <= 1 + 1e-10 && ratio > 1 / 3, `seed ${seed}: ${ratio}`);
    if (ratio > 1 - 1e-10) exact++;
  }
  assert.ok(exact > 0.8 * cases, `${exact} of ${cases}`);
  assert.equal(conditionNumber(counted, 3), Infinity);
  assert.equal(conditionNumber(of(), 0), 1);
  assert.equal(conditionNumber(of(2, 0, 0, 2), 2), 1);
});

test('the scale of a matrix does not matter', () => {
  assertSameBits(solve(of(1e-40), of(1e-40), 1), of(1));
  for (const scale of [2 ** -140, 2 ** -100, 2 ** 125]) {
    const a = Float32Array.from([4, 1, 2, 3], (value) => value * scale);
    const ratio = conditionNumber(a, 2) / conditionNumber(of(4, 1, 2, 3), 2);
    assert.ok(Math.abs(ratio - 1) < 2 ** -8, `${scale}: ${ratio}`); // a subnormal has few bits
    assert.equal(solve(a, a, 2, 2)[0], 1);
  }
});

test('determinants neither overflow nor underflow on the way, and have the sign of the exchanges', () => {
  assert.equal(determinant(of(0, 1, 1, 0), 2), -1);
  assert.equal(determinant(of(0, 1, 0, 0, 0, 1, 1, 0, 0), 3), 1);
  assert.equal(determinant(counted, 3), 0);
  assert.deepEqual(logDeterminant(counted, 3), { sign: 0, logAbs: -Infinity });
  const diagonal = (...values: number[]): Float64Array =>
    Float64Array.from(identity(values.length), (one, at) => one * values[at % values.length]);
  assert.equal(determinant(diagonal(1e300, 1e300, 1e-300, -1e-300), 4).toPrecision(12), (-1).toPrecision(12));
  assert.equal(determinant(diagonal(1e-200, 1e-200, 1e300), 3).toPrecision(12), (1e-100).toPrecision(12));
  assert.equal(determinant(diagonal(1e300, 1e300), 2), Infinity);
  assert.equal(determinant(diagonal(1e-300, 1e-300), 2), 0);
  const { sign, logAbs } = logDeterminant(diagonal(1e300, 1e300, -1e300), 3);
  assert.equal(sign, -1);
  assert.ok(Math.abs(logAbs - 900 * Math.log(10)) < 1e-11);
});

test('Cholesky tells what is not positive definite, by pivot and value', () => {
  const error = thrown(() => cholesky(of(4, 2, 0, 2, 1, 3, 0, 3, 5), 3));
  assert.ok(error instanceof NotPositiveDefiniteError && error.name === 'NotPositiveDefiniteError');
  assert.deepEqual([error.pivot, error.pivotValue], [1, 0]);
  assert.equal(error.message, 'cholesky: a must be positive definite, got 0 as pivot 1 of 3');
  assert.throws(() => cholesky(Float64Array.of(-1), 1), NotPositiveDefiniteError);
  // What differs by a rounding is symmetric; the lower triangle counts.
  assertSameBits(cholesky(of(4, 2.0000002, 2, 5), 2), of(2, 0, 1, 2));
});

/** Every door, with arguments that it takes. */
const doors: readonly { name: string; call: (a: FloatArray, n: number) => unknown }[] = [
  { name: 'inverse', call: inverse },
  { name: 'inverse', call: (a, n) => inverse(a, n, { refine: true }) },
  { name: 'lu', call: lu },
  { name: 'cholesky', call: cholesky },
  { name: 'determinant', call: determinant },
  { name: 'logDeterminant', call: logDeterminant },
  { name: 'conditionNumber', call: conditionNumber },
  { name: 'eigenSymmetric', call: eigenSymmetric },
  { name: 'qr', call: (a, n) => qr(a, n, n) },
  { name: 'solve', call: (a, n) => solve(a, a, n, n) },
  { name: 'solve', call: (a, n) => solve(a, a, n, n, { refine: true }) },
  { name: 'leastSquares', call: (a, n) => leastSquares(a, a, n, n, n) },
  { name: 'solveTriangular', call: (a, n) => solveTriangular(a, a, n, n) },
];

test('the doors leave their operands as they are, answer in kind, and the same again', () => {
  for (const type of [Float32Array, Float64Array]) {
    for (const n of [0, 1, 2, 40]) {
      const half = draw(new Philox(n), n * n);
      // Symmetric and positive definite: every door takes it.
      const sums = half.map((value, at) =>
        value + half[(at % n) * n + Math.floor(at / n)] + (at % (n + 1) === 0 ? 4 * n : 0));
      const a = new type(sums), before = a.slice();
      for (const { name, call } of doors) {
        const result = call(a, n);
        assertSameBits(a, before, `${name}: operand`);
        const arrays =
          result instanceof type ? [result] : Object.values(result as object).filter((value) => value instanceof type);
        if (typeof result !== 'number' && name !== 'logDeterminant') assert.ok(arrays.length > 0, name);
        for (const array of arrays) {
          assert.ok(
            array.buffer.byteLength === array.byteLength && array.buffer !== a.buffer, `${name}: an array of its own`,
          );
        }
        assert.deepEqual(call(a, n), result, name);
      }
    }
  }
});

test('nothing and one number have their answers', () => {
  const none = of();
  assert.deepEqual(
    [inverse(none, 0), solve(none, none, 0, 3), solve(none, none, 0), solve(of(2), none, 1, 0)],
    [none, none, none, none],
  );
  assert.deepEqual([determinant(none, 0), logDeterminant(none, 0)], [1, { sign: 1, logAbs: 0 }]);
  assert.deepEqual(qr(none, 3, 0), { q: none, r: none });
  assert.deepEqual(leastSquares(none, of(1, 2), 2, 0), none);
  assert.deepEqual(
    [inverse(of(-4), 1), solve(of(2), of(3), 1), cholesky(of(9), 1), solveTriangular(of(4), of(2), 1)],
    [of(-0.25), of(1.5), of(3), of(0.5)],
  );
  assert.deepEqual(eigenSymmetric(of(-7), 1), { values: of(-7), vectors: of(1) });
  assert.deepEqual(qr(of(-3), 1, 1), { q: of(1), r: of(-3) });
});

/** Its factors overflow: nothing of binary32 can hold 2¹³⁹. */
const overgrown = Float32Array.from(growing(140));
const square = identity(2), wide = Float32Array.from(square);
checkRefusals('the doors name what does not fit', [
  ...doors.flatMap(({ name, call }) => [
    [
      () => call([1] as never, 1), TypeError,
      new RegExp(`^${name}: a must be a Float32Array or a Float64Array, got \\[1\\]$`),
    ] as const,
    [() => call(of(1, 2, 3), 2), ShapeError, new RegExp(`^${name}: a must hold 4 elements, got 3$`)] as const,
    [
      () => call(of(1, 2, 3, NaN), 2), RangeError,
      new RegExp(`^${name}: a\\[3\\] must be a finite number, got NaN in row 1, column 1$`),
    ] as const,
    [
      () => call(of(1, -Infinity, 3, 4), 2), RangeError,
      new RegExp(`^${name}: a\\[1\\] must be a finite number, got -Infinity in row 0, column 1$`),
    ] as const,
    [() => call(of(1), 1.5), RangeError, new RegExp(`^${name}: [mn] must be .*, got 1.5$`)] as const,
    [() => call(of(1), -1), RangeError, new RegExp(`^${name}: [mn] must be a non-negative integer, got -1$`)] as const,
  ]),
  [
    () => solve(square, wide as never, 2, 2), TypeError,
    /^solve: b must be of the kind of a, binary64, got Float32Array of 4$/,
  ],
  [() => solve(square, square, 2), ShapeError, /^solve: b must hold 2 elements, got 4$/],
  [() => solve(square, square, 2, -1), RangeError, /^solve: columns must be a non-negative integer, got -1$/],
  [
    () => solve(square, Float64Array.of(1, Infinity), 2), RangeError,
    /^solve: b\[1\] must be a finite number, got Infinity in row 1, column 0$/,
  ],
  [
    () => solve(square, square, 2, 2, { refined: true } as never), TypeError,
    /^solve: unknown option 'refined'; it takes conditionLimit, refine; did you mean 'refine'\?$/,
  ],
  [() => inverse(square, 2, { refine: 1 as never }), TypeError, /^inverse: refine must be true or false, got 1$/],
  [
    () => inverse(square, 2, { conditionLimit: 0 }), RangeError,
    /^inverse: conditionLimit must be a finite number above 0, got 0$/,
  ],
  [() => inverse(square, 2, { conditionLimit: NaN }), RangeError, /^inverse: conditionLimit must be .*, got NaN$/],
  [
    () => inverse(of(1e-40), 1), RangeError,
    /^inverse: the result must lie in the range of binary32, got Infinity as element 0$/,
  ],
  [
    () => determinant(overgrown, 140), RangeError,
    /^determinant: the result must lie in the range of binary32, got Infinity/,
  ],
  [
    () => logDeterminant(overgrown, 140), RangeError,
    /^logDeterminant: the result must lie in the range of binary32, got Infinity/,
  ],
  [
    () => solveTriangular(of(2, 0, 1, 4), of(1, 2, 3, NaN, 5, 6), 2, 3, { side: 'R' }), RangeError,
    /: b\[3\] must be .* got NaN in row 1, column 1$/,
  ],
  [() => leastSquares(of(1, 2), of(1), 1, 2), RangeError, /^leastSquares: m must be an integer of at least 2, got 1$/],
  [
    () => leastSquares(of(1, 2, 2, 4, 3, 6), of(1, 2, 3), 3, 2), SingularMatrixError,
    /^leastSquares: a must have linearly independent columns/,
  ],
  [() => leastSquares(of(1, 0, 2, 0, 3, 0), of(1, 2, 3), 3, 2), SingularMatrixError,
    /^leastSquares: a must have linearly independent columns, got 0 as pivot 1 of 2$/],
  [
    () => cholesky(of(4, 1, 2, 4), 2), RangeError,
    /^cholesky: a must be symmetric, got 2 in row 1, column 0, and 1 across$/,
  ],
  [() => eigenSymmetric(of(4, 1, 1.01, 4), 2), RangeError, /^eigenSymmetric: a must be symmetric/],
  [
    () => solveTriangular(of(1, 0, 5, 0), of(1, 2), 2), SingularMatrixError,
    /^solveTriangular: a must be invertible, got 0 as pivot 1 of 2$/,
  ],
  [
    () => solveTriangular(of(1), of(1), 1, 1, { uplo: 'lower' as never }), RangeError,
    /^solveTriangular: uplo must be one of 'L', 'U', got 'lower'$/,
  ],
  [
    () => solveTriangular(of(1), of(1), 1, 1, { lower: true } as never), TypeError,
    /^solveTriangular: unknown option 'lower'/,
  ],
]);

test('the inverse of the door has the bits of the reference table', () => {
  const k = createKernels('reference');
  for (const n of [3, 33, 130]) {
    const a = Float32Array.from(draw(new Philox(n), n * n)), factors = a.slice(), pivots = new Int32Array(n);
    const z = new Float32Array(n * n);
    getrf(k, n, n, factors, 0, n, pivots);
    getri(k, n, factors, 0, n, z, 0, n);
    const { order } = lu(a, n), x = inverse(a, n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) assert.equal(x[i * n + order[j]], z[i * n + j]);
    assertSameBits(lu(a, n).factors, factors);
    assertSameBits(inverse(a, n), solve(a, Float32Array.from(identity(n)), n, n), 'solve with the identity matrix');
    const tau = new Float32Array(n), { r } = qr(a, n, n), q = a.slice();
    geqrf(k, n, n, q, 0, n, tau, 0, new Float32Array(n), 0);
    r.forEach((value, at) => { if (at % n >= Math.floor(at / n)) assert.equal(value, q[at], 'r'); });
  }
});

test('one workspace serves call after call; a larger one replaces it, and what is huge is not kept', () => {
  const like = new Float32Array(0), { array } = workspace(like, 1000);
  assert.equal(workspace(like, 10).array, array);
  const larger = workspace(like, array.length + 1).array;
  assert.ok(larger.length > array.length);
  assert.equal(workspace(like, 10).array, larger);
  assert.equal(workspace(like, 2 ** 23 + 1).array.length, 2 ** 23 + 1);
  assert.equal(workspace(like, 10).array, larger);
  assert.ok(workspace(new Float64Array(0), 10).array instanceof Float64Array);
});
