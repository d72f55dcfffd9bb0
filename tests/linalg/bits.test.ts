import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import type { FloatArray, Transpose } from '../../lib/kernels/index.ts';
import {
  getrf, getri, getrs, potrf, potrs, trsm, type Diagonal, type Side, type Triangle,
} from '../../lib/linalg/index.ts';
import { cholesky, factor, substitute } from './oracle.ts';
import { draw, rows32, rows64, taken, type Row } from './tables.ts';

const BLOCKS: readonly (number | undefined)[] = [1, 2, 3, 7, 16, 1000, undefined];

/** Fails at the first element that differs in a bit. */
function assertSame(actual: readonly number[], expected: readonly number[], what: string): void {
  const wrong = actual.findIndex((value, i) => !Object.is(value, expected[i]));
  assert.equal(actual.length, expected.length, what);
  assert.ok(wrong < 0, `${what}: element ${wrong} is ${actual[wrong]}, wanted ${expected[wrong]}`);
}

/** What lies between the rows of a placed matrix is still NaN. */
function assertGaps(array: FloatArray, rows: number, columns: number, offset: number, ld: number, what: string): void {
  array.forEach((value, i) => {
    const inside = i >= offset && (i - offset) % ld < columns && i < offset + rows * ld;
    assert.ok(inside || Number.isNaN(value), `${what}: wrote at ${i}`);
  });
}

/** Runs `check` on each table with each block size. */
function everywhere(check: <A extends FloatArray>(row: Row<A>, block: number | undefined, what: string) => void): void {
  for (const block of BLOCKS) {
    for (const row of rows32(1 << 18, 64)) check(row, block, `${row.name}, block ${block}`);
    for (const row of rows64(1 << 18, 64)) check(row, block, `${row.name}, block ${block}`);
  }
}

test('LU factors have the bits of the definition, whatever the table, the block, the shape and the place', () => {
  for (const [m, n] of [[1, 1], [5, 5], [33, 33], [70, 70], [20, 9], [9, 20], [80, 41], [41, 80]]) {
    everywhere((row, block, what) => {
      const values = draw(new Philox(m, n), m * n), expected = [...values], ld = n + 3;
      const { pivots: wanted, failed } = factor(row.round, m, n, expected);
      const a = row.place(values, m, n, 2, ld), pivots = new Int32Array(Math.min(m, n) + 1);
      assert.equal(getrf(row.k, m, n, a, 2, ld, pivots, 1, block), failed);
      assert.deepEqual([...pivots.subarray(1)], wanted, what);
      assertSame(taken(a, m, n, 2, ld), expected, `${what}, ${m} x ${n}`);
      assertGaps(a, m, n, 2, ld, what);
    });
  }
});

test('among equal magnitudes the first is the pivot, and of several zero pivots the first is reported', () => {
  const values = [1, 2, 0, 4, -1, 3, 0, 6, 1, 7, 0, 8, -1, 1, 0, 5];
  everywhere((row, block, what) => {
    const a = row.place(values, 4, 4, 0, 4), pivots = new Int32Array(4), expected = [...values];
    const { pivots: wanted } = factor(row.round, 4, 4, expected);
    assert.equal(getrf(row.k, 4, 4, a, 0, 4, pivots, 0, block), 2, what);
    assert.equal(pivots[0], 0);
    assert.deepEqual([...pivots], wanted);
    assertSame(taken(a, 4, 4, 0, 4), expected, what);
    const zeros = row.place(new Array<number>(25).fill(0), 5, 5, 0, 5);
    assert.equal(getrf(row.k, 5, 5, zeros, 0, 5, new Int32Array(5), 0, block), 0, what);
  });
});

test('a pivot that is not finite is reported', () => {
  for (const wrong of [NaN, Infinity, -Infinity]) {
    everywhere((row, block, what) => {
      const a = row.place([2, 1, 0, 0, wrong, 1, 0, 0, 3], 3, 3, 0, 3);
      assert.equal(getrf(row.k, 3, 3, a, 0, 3, new Int32Array(3), 0, block), 1, what);
    });
  }
});

const variants = (['L', 'R'] as const).flatMap((side) => (['L', 'U'] as const).flatMap((uplo) =>
  (['N', 'T'] as const).flatMap((trans) => (['N', 'U'] as const).map((diag) => ({ side, uplo, trans, diag })))));

interface Variant {
  readonly side: Side;
  readonly uplo: Triangle;
  readonly trans: Transpose;
  readonly diag: Diagonal;
}

/** B solved by the definition: column by column, or row by row. */
function solved(
  { round }: Pick<Row, 'round'>, { side, uplo, trans, diag }: Variant, m: number, n: number, alpha: number, a: number[],
  b: number[],
): number[] {
  const order = side === 'L' ? m : n, isLower = (uplo === 'L') === (trans === 'N'), x = [...b];
  const op = (i: number, p: number): number => (trans === 'N' ? a[i * order + p] : a[p * order + i]);
  const element = side === 'L' ? (c: number, i: number): number => i * n + c : (c: number, i: number): number =>
    c * n + i;
  for (let c = 0; c < (side === 'L' ? n : m); c++) {
    const vector = Array.from({ length: order }, (_, i) => round(round(alpha) * x[element(c, i)]));
    // X·op(A) = B is op(A)ᵀ·Xᵀ = Bᵀ
    substitute(
      round, side === 'L' ? isLower : !isLower, diag === 'U', order, side === 'L' ? op : (i, p) => op(p, i), vector,
    );
    vector.forEach((value, i) => { x[element(c, i)] = value; });
  }
  return x;
}

for (const variant of variants) {
  const { side, uplo, trans, diag } = variant;
  test(`trsm ${side}${uplo}${trans}${diag} has the bits of the definition, reads its triangle only and leaves A as it `
    + 'was', () => {
    for (const [m, n, alpha] of [[1, 1, 1], [3, 5, -0.7], [21, 1, 1], [40, 37, 1], [35, 50, 2]]) {
      everywhere((row, block, what) => {
        const order = side === 'L' ? m : n, random = new Philox(m, n), lda = order + 1, ldb = n + 2;
        // Small off the diagonal, so that nothing overflows; NaN where nothing is to be read.
        const a = draw(random, order * order).map((value, at) => {
          const i = Math.floor(at / order), j = at % order;
          if (i === j) return diag === 'U' ? NaN : 1.5 + value;
          return i > j === (uplo === 'L') ? value / 4 : NaN;
        }).map(row.round);
        const b = draw(random, m * n), placedA = row.place(a, order, order, 1, lda);
        const placedB = row.place(b, m, n, 3, ldb);
        trsm(row.k, side, uplo, trans, diag, m, n, alpha, placedA, 1, lda, placedB, 3, ldb, block);
        assertSame(taken(placedB, m, n, 3, ldb), solved(row, variant, m, n, alpha, a, b), `${what}, ${m} x ${n}`);
        assertSame(taken(placedA, order, order, 1, lda), a, `${what}: A`);
        assertGaps(placedB, m, n, 3, ldb, what);
      });
    }
  });
}

/** A symmetric matrix, positive definite by its diagonal, with NaN above it. */
function positive(random: Philox, n: number, round: (value: number) => number): number[] {
  return draw(random, n * n).map((value, at) => {
    const i = Math.floor(at / n), j = at % n;
    return round(i === j ? n / 2 + 2 + value : i > j ? value : NaN);
  });
}

test('Cholesky factors have the bits of the definition, and zeros above the diagonal', () => {
  for (const n of [1, 2, 17, 33, 70]) {
    everywhere((row, block, what) => {
      const values = positive(new Philox(n), n, row.round), expected = [...values], ld = n + 2;
      assert.equal(cholesky(row.round, n, expected), -1);
      const a = row.place(values, n, n, 1, ld);
      assert.equal(potrf(row.k, n, a, 1, ld, block), -1, what);
      assertSame(taken(a, n, n, 1, ld), expected, `${what}, ${n}`);
      assertGaps(a, n, n, 1, ld, what);
    });
  }
});

test('potrf returns the pivot that is not positive, by number and value', () => {
  for (const [n, at, value] of [[3, 0, 0], [40, 21, -3], [50, 49, 0], [5, 2, NaN], [5, 3, Infinity]]) {
    everywhere((row, block, what) => {
      const values = positive(new Philox(n, at), n, row.round), expected = [...values];
      expected[at * (n + 1)] = values[at * (n + 1)] = value;
      const a = row.place(values, n, n, 0, n);
      assert.equal(potrf(row.k, n, a, 0, n, block), at, what);
      if (Number.isFinite(value)) assert.equal(cholesky(row.round, n, expected), at);
      assertSame([a[at * (n + 1)]], [expected[at * (n + 1)]], what);
    });
  }
});

test('getri has the bits of getrs with the identity matrix, and potrs those of its two triangular systems', () => {
  for (const n of [1, 6, 45, 70]) {
    everywhere((row, block, what) => {
      const values = draw(new Philox(n, 5), n * n);
      const identity = Array.from({ length: n * n }, (_, i) => Number(i % (n + 1) === 0));
      const a = row.place(values, n, n, 0, n), pivots = new Int32Array(n), x = row.place(identity, n, n, 0, n);
      const z = row.place(identity, n, n, 1, n + 1);
      getrf(row.k, n, n, a, 0, n, pivots, 0, block);
      getrs(row.k, 'N', n, n, a, 0, n, pivots, x, 0, n, block);
      getri(row.k, n, a, 0, n, z, 1, n + 1, block);
      // The columns of Z are those of X in the order of P.
      const order = factorOrder(pivots), put = new Array<number>(n * n), solution = taken(z, n, n, 1, n + 1);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) put[i * n + order[j]] = solution[i * n + j];
      assertSame(put, taken(x, n, n, 0, n), what);
      const l = row.place(positive(new Philox(n), n, row.round), n, n, 0, n), b = row.place(values, n, n, 0, n);
      const c = row.place(values, n, n, 0, n);
      potrf(row.k, n, l, 0, n, block);
      potrs(row.k, n, n, l, 0, n, b, 0, n, block);
      const factors = taken(l, n, n, 0, n);
      const half = solved(row, { side: 'L', uplo: 'L', trans: 'N', diag: 'N' }, n, n, 1, factors, taken(c, n, n, 0, n));
      assertSame(
        taken(b, n, n, 0, n), solved(row, { side: 'L', uplo: 'L', trans: 'T', diag: 'N' }, n, n, 1, factors, half),
        what,
      );
    });
  }
});

function factorOrder(pivots: Int32Array): number[] {
  const order = Array.from(pivots, (_, i) => i);
  pivots.forEach((other, i) => { [order[i], order[other]] = [order[other], order[i]]; });
  return order;
}

test('getrs solves with the transpose: A transposed times X is B', () => {
  const n = 37, values = draw(new Philox(3), n * n), b = draw(new Philox(4), n * 2);
  const [row64] = rows64(0, 0), a = row64.place(values, n, n, 0, n), x = row64.place(b, n, 2, 0, 2);
  const pivots = new Int32Array(n);
  getrf(row64.k, n, n, a, 0, n, pivots);
  getrs(row64.k, 'T', n, 2, a, 0, n, pivots, x, 0, 2);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < 2; c++) {
      let sum = 0;
      for (let p = 0; p < n; p++) sum += values[p * n + i] * x[2 * p + c];
      assert.ok(Math.abs(sum - b[2 * i + c]) < 1e-11, `row ${i}, column ${c}: ${sum}, wanted ${b[2 * i + c]}`);
    }
  }
});
