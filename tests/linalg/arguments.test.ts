import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import type { FloatArray } from '../../lib/kernels/index.ts';
import * as linalg from '../../lib/linalg/index.ts';
import { sourceFiles } from '../helpers/source.ts';

const a = Float64Array.of(4, 1, 1, 3), none = new Float32Array(0);

/** Every door, the names of its arguments, and values that it takes. */
const doors = {
  cholesky: { a, n: 2 },
  conditionNumber: { a, n: 2 },
  determinant: { a, n: 2 },
  eigenSymmetric: { a, n: 2 },
  inverse: { a, n: 2, options: {} },
  leastSquares: { a, b: a, m: 2, n: 2, columns: 2, options: {} },
  logDeterminant: { a, n: 2 },
  lu: { a, n: 2 },
  matrixNorm: { a, m: 2, n: 2 },
  minimumNormLeastSquares: { a, b: a, m: 2, n: 2, columns: 2, options: {} },
  pinv: { a, m: 2, n: 2, options: {} },
  qr: { a, m: 2, n: 2 },
  rank: { a, m: 2, n: 2, options: {} },
  solve: { a, b: a, n: 2, columns: 2, options: {} },
  solveTriangular: { a, b: a, n: 2, columns: 2, options: {} },
  svd: { a, m: 2, n: 2 },
} as const;

type Door = keyof typeof doors;

const call = (name: Door, values: readonly unknown[]): unknown =>
  (linalg[name] as (...values: readonly unknown[]) => unknown)(...values);

/** Right for no argument. */
const bad: readonly unknown[] = [
  null, NaN, -1, 1.5, Infinity, 2 ** 40, 2 ** 53, '2', '', true, Symbol('s'),
  2n, [], [1, 2], () => 1, new Map(), new Date(0), new DataView(new ArrayBuffer(8)),
  { refined: true }, { conditionLimit: '3' }, { conditionLimit: null }, { conditionLimit: -1 },
  new Float32Array(3), new Float64Array(5), new Float64Array(4).fill(NaN), new Int32Array(4),
  new BigInt64Array(4), new Float64Array(new ArrayBuffer(16), 8),
];

test('no door takes a bad argument, and each names it', () => {
  for (const [name, given] of Object.entries(doors) as [Door, Readonly<Record<string, unknown>>][]) {
    const names = Object.keys(given), values = Object.values(given);
    assert.doesNotThrow(() => call(name, values));
    for (let i = 0; i < names.length; i++) {
      for (const value of names[i] === 'options' ? bad : [...bad, {}, names[i] === 'columns' ? null : undefined]) {
        const what = `${name}, ${names[i]}: ${typeof value} ${Object.prototype.toString.call(value)}`;
        assert.throws(() => call(name, values.map((v, j) => (j === i ? value : v))), (error: unknown) => {
          assert.ok(error instanceof TypeError || error instanceof RangeError, `${what}: ${String(error)}`);
          assert.match(
            error.message,
            new RegExp(`^${name}: (unknown option|(${names.join('|')}|conditionLimit)(\\[\\d+\\])? must)`), what,
          );
          return true;
        }, what);
      }
    }
  }
});

test('the list of doors is whole: what else is exported says in its docstring that it trusts', () => {
  const sources = sourceFiles();
  for (const [name, value] of Object.entries(linalg)) {
    if (name in doors || typeof value !== 'function' || name.endsWith('Error')) continue;
    const source = sources.find(({ path }) => path === `linalg/${name}.ts`);
    assert.match(source?.text ?? '', /checks nothing\b/i, name);
  }
});

test('sizes of nothing are answered, however large', () => {
  const huge = 2 ** 40;
  for (const attempt of [
    () => linalg.solve(none, none, 0, huge, { refine: true }), () => linalg.solveTriangular(none, none, 0, huge),
    () => linalg.qr(none, 0, huge).q, () => linalg.qr(none, huge, 0).r,
    () => linalg.leastSquares(none, none, huge, 0, 0), () => linalg.leastSquares(none, none, 0, 0, huge),
  ]) {
    assert.deepEqual(attempt(), none);
  }
});

test('arrays of another realm are of their own precision', () => {
  const single = runInNewContext('Float32Array.of(4, 1, 2, 3)') as Float32Array;
  const double = runInNewContext('Float64Array.of(4, 1, 2, 3)') as Float64Array;
  assert.deepEqual(linalg.inverse(single, 2), linalg.inverse(Float32Array.from(single), 2));
  assert.deepEqual(linalg.inverse(double, 2), linalg.inverse(Float64Array.from(double), 2));
  assert.throws(
    () => linalg.solve<FloatArray>(single, double, 2, 2),
    /^TypeError: solve: b must be of the kind of a, binary32, got Float64Array of 4$/,
  );
});
