import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { cos64, exp64, log64, pow64, sin64 } from '../../lib/core/float64.ts';
import { Philox } from '../../lib/core/philox.ts';

/** Arguments, the nearest binary64 to the exact result, and what is missing from it in ulp. */
type Case = readonly number[];

const vectors = JSON.parse(
  readFileSync(new URL('../vectors/float64.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, readonly Case[]>>;

function unit(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return 2 ** (Math.max((view.getInt32(0) >>> 20) & 0x7ff, 1) - 1075);
}

/** The largest error over the cases, in ulp. */
function worst(of: (...x: number[]) => number, cases: readonly Case[]): number {
  assert.ok(cases.length > 0);
  return Math.max(...cases.map((row) => {
    const [nearest, missing] = row.slice(-2);
    return Math.abs((of(...row.slice(0, -2)) - nearest) / unit(nearest) - missing);
  }));
}

const isModerate = ([x, y]: Case): boolean => Math.abs(y * Math.log(x)) <= 40;

// Bounds: those of the docstrings.
const functions: readonly (readonly [string, (...x: number[]) => number, readonly Case[], number])[] = [
  ['exp64', exp64, vectors.exp.filter(([, y]) => y >= 2 ** -1022), 0.6],
  ['exp64 to subnormal results', exp64, vectors.exp.filter(([, y]) => y < 2 ** -1022), 0.76],
  ['log64', log64, vectors.log, 0.501],
  ['pow64 of moderate size', pow64, vectors.pow.filter(isModerate), 0.62],
  ['pow64 of any size', pow64, vectors.pow, 0.9],
  ['cos64', cos64, vectors.cos, 0.75],
  ['sin64', sin64, vectors.sin, 0.75],
];

for (const [name, of, cases, bound] of functions) {
  test(`${name} is within ${bound} ulp of mpmath`, () => {
    const error = worst(of, cases);
    assert.ok(error <= bound, `${error} ulp`);
  });
}

/** h ← (h ^ word)·16777619 modulo 2³² over the high and low words of the results. */
function digest(of: (...x: number[]) => number, rows: readonly Case[]): number {
  const view = new DataView(new ArrayBuffer(8));
  return rows.reduce((h, row) => {
    view.setFloat64(0, of(...row));
    return Math.imul(Math.imul(h ^ view.getUint32(0), 16777619) ^ view.getUint32(4), 16777619);
  }, -2128831035) >>> 0;
}

test('the bits are those of the first version of the contract', () => {
  const random = new Philox(64);
  const arguments_ = (low: number, high: number): number[] =>
    Array.from({ length: 3000 }, () => low + random.nextFloat() * (high - low));
  const one = (low: number, high: number): Case[] => arguments_(low, high).map((x) => [x]);
  const bases = arguments_(0, 3), exponents = arguments_(-40, 40);
  const digests = [
    digest(exp64, one(-750, 711)), digest(exp64, one(-1, 1)), digest(log64, one(0, 4)), digest(log64, one(0, 1e300)),
    digest(pow64, bases.map((x, i) => [x, exponents[i]])), digest(cos64, one(-7, 7)), digest(sin64, one(-7, 7)),
    digest(cos64, one(-1e6, 1e6)),
  ];
  assert.deepEqual(digests.map((d) => d.toString(16)), [
    '44f11ec6', '2b204996', '6235ba8b', '61286a3f', 'b5c27ff6', '592c636c', 'f546df8c', 'a8953178',
  ]);
});

function expectValues(of: (...x: number[]) => number, rows: readonly (readonly number[])[]): void {
  for (const row of rows) {
    assert.ok(
      Object.is(of(...row.slice(0, -1)), row.at(-1)),
      `${of.name}(${row.slice(0, -1).join(', ')}) is ${of(...row.slice(0, -1))}`,
    );
  }
}

test('exp64 has its exact values at the ends and at zero', () => {
  expectValues(exp64, [
    [0, 1], [-0, 1], [Infinity, Infinity], [-Infinity, 0], [NaN, NaN], [709.782712893384, 1.7976931348622732e308],
    [709.782712893385, Infinity], [-745.1332191019411, 5e-324], [-745.1332191019412, 0], [-745.14, 0], [1, Math.E],
  ]);
});

test('log64 has its exact values at the ends, at one and below zero', () => {
  expectValues(log64, [
    [0, -Infinity], [-0, -Infinity], [1, 0], [Infinity, Infinity], [-1, NaN], [-Infinity, NaN], [NaN, NaN],
    [5e-324, -744.4400719213812], [2, Math.LN2], [10, Math.LN10],
  ]);
});

test('pow64 has the special values of the language', () => {
  const arguments_ = [
    0, -0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 1e300, -1e300, 1.7e308, 1e-300, 2 ** 53, 2 ** 53 + 2, Infinity, -Infinity,
    NaN,
  ];
  for (const x of arguments_) {
    for (const y of arguments_) {
      const expected = Math.pow(x, y), got = pow64(x, y);
      assert.ok(
        Object.is(got, expected) || Math.abs(got / expected - 1) < 1e-15,
        `pow64(${x}, ${y}) is ${got}, not ${expected}`,
      );
    }
  }
});

test('pow64 gives β¹ exactly, and whole powers of two', () => {
  for (const beta of [0.9, 0.999, 0.95, 1e-8]) assert.equal(pow64(beta, 1), beta);
  for (let n = -1074; n < 1024; n++) assert.equal(pow64(2, n), 2 ** n);
});

test('cos64 and sin64 are even and odd, and have their exact values at zero', () => {
  expectValues(cos64, [[0, 1], [-0, 1], [NaN, NaN], [Infinity, NaN], [-Infinity, NaN]]);
  expectValues(sin64, [[0, 0], [-0, -0], [NaN, NaN], [Infinity, NaN], [5e-324, 5e-324], [-1e-300, -1e-300]]);
  for (const [x] of vectors.cos) {
    assert.equal(cos64(-x), cos64(x));
    assert.equal(sin64(-x), -sin64(x));
  }
});

test('angles that are too large for the reduction are refused', () => {
  assert.ok(Math.abs(cos64(1e6) - Math.cos(1e6)) < 1e-15);
  assert.throws(() => cos64(1e6 + 1), {
    name: 'RangeError', message: 'cos64: x must be a number from -1000000 to 1000000, got 1000001',
  });
  assert.throws(() => sin64(-1e7), {
    name: 'RangeError', message: 'sin64: x must be a number from -1000000 to 1000000, got -10000000',
  });
});
