import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { compensatedDot, compensatedSum, type FloatArray } from '../../lib/kernels/index.ts';
import { timesPowerOfTwo } from '../../lib/linalg/powers.ts';
import { checkRefusals } from '../helpers/refusals.ts';

/** The unit of exact numbers: products of two binary64 numbers are whole multiples of it. */
const UNIT = 2148n;
const view = new DataView(new ArrayBuffer(8));

/** A finite binary64 number in units of 2⁻²¹⁴⁸, exactly. */
function exact(value: number): bigint {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0), exponent = (bits >> 52n) & 0x7ffn, fraction = bits & ((1n << 52n) - 1n);
  const digits = exponent === 0n ? fraction : fraction | (1n << 52n);
  const magnitude = digits << (UNIT - 1074n + (exponent === 0n ? 0n : exponent - 1n));
  return value < 0 ? -magnitude : magnitude;
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
const total = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);

/** Fails unless the result keeps the bound stated: u·|Σ| + γ²·Σ|terms| + 5n·2⁻¹⁰⁷⁴, u = 2⁻⁵³. */
function assertBound(result: number, terms: readonly bigint[], title: string): void {
  const sum = total(terms), size = total(terms.map(magnitude)), n = BigInt(terms.length);
  const error = magnitude(exact(result) - sum);
  // γ = n/(2⁵³ − n), all multiplied by 2⁵³·(2⁵³ − n)²
  const one = 1n << 53n, left = (one - n) ** 2n;
  const bound = magnitude(sum) * left + n * n * size * one + ((5n * n) << (UNIT - 1074n)) * one * left;
  assert.ok(error * one * left <= bound, `${title}: ${result}`);
}

/** An exact number as the nearest one below it in magnitude, of some 53 digits: what is left to cancel. */
function nearest(value: bigint): number {
  const digits = magnitude(value).toString(2).length, shift = BigInt(Math.max(0, digits - 53));
  const found = timesPowerOfTwo(Number(magnitude(value) >> shift), Number(shift) - Number(UNIT));
  return value < 0n ? -found : found;
}

/** Numbers of up to `range` binary orders apart. */
function drawn(random: Philox, n: number, range: number): Float64Array {
  return Float64Array.from({ length: n }, () =>
    (random.nextFloat() * 2 - 1 + random.nextFloat() * 2 ** -24) * 2 ** (random.nextBelow(range + 1) - range / 2));
}

/** Values, then what cancels their sum, then what cancels what rounding left of that, and a small rest. */
function cancelling(random: Philox, n: number, range: number): Float64Array {
  const values = [...drawn(random, n, range)];
  for (let i = 0; i < 3; i++) values.push(-nearest(total(values.map(exact))));
  values.push(random.nextFloat() * 2 ** -range);
  return Float64Array.from(values);
}

test('compensatedSum keeps its bound, where the plain sum has no digit too', () => {
  const random = new Philox(2005);
  let worse = 0;
  for (let i = 0; i < 300; i++) {
    const range = 2 * random.nextBelow(60), x = cancelling(random, 1 + random.nextBelow(200), range);
    const terms = [...x].map(exact), sum = total(terms);
    assertBound(compensatedSum(x), terms, `case ${i}`);
    const plain = x.reduce((all, value) => all + value, 0);
    if (magnitude(exact(plain) - sum) > magnitude(exact(compensatedSum(x)) - sum)) worse++;
    const single = Float32Array.from(drawn(random, 50, 40));
    assertBound(compensatedSum(single), [...single].map(exact), `binary32, case ${i}`);
  }
  assert.ok(worse > 250, `${worse} of 300`);
});

test('compensatedDot keeps its bound, in either precision, with one of each, and among subnormal numbers', () => {
  const random = new Philox(2006);
  const dot = (x: FloatArray, y: FloatArray): readonly bigint[] =>
    Array.from(x, (value, i) => (exact(value) * exact(y[i])) >> UNIT);
  for (let i = 0; i < 300; i++) {
    const n = random.nextBelow(150), range = 2 * random.nextBelow(50), x = drawn(random, n, range);
    const y = drawn(random, n, range), title = `case ${i}`;
    assertBound(compensatedDot(x, y), dot(x, y), title);
    // with what cancels it: condition numbers up to 10³⁰
    const rest = [-nearest(total(dot(x, y)))], longer = Float64Array.of(...x, ...rest, 2 ** -range);
    const other = Float64Array.of(...y, 1, random.nextFloat());
    assertBound(compensatedDot(longer, other), dot(longer, other), `${title}, cancelling`);
    const [x32, y32] = [Float32Array.from(x), Float32Array.from(y)];
    assertBound(compensatedDot(x32, y32), dot(x32, y32), `${title}, binary32`);
    assertBound(compensatedDot(x32, y), dot(x32, y), `${title}, mixed`);
    const tiny = x.map((value) => value * 2 ** -540), small = y.map((value) => value * 2 ** -500);
    assertBound(compensatedDot(tiny, small), dot(tiny, small), `${title}, subnormal`);
  }
});

test('what rounding takes from a product is found whole', () => {
  const random = new Philox(2007), full = (): number => random.nextFloat() + random.nextFloat() * 2 ** -29 + 1;
  for (let i = 0; i < 200; i++) {
    const a = full(), b = full(), rest = ((exact(a) * exact(b)) >> UNIT) - exact(a * b);
    assert.equal(exact(compensatedDot(Float64Array.of(a, -(a * b)), Float64Array.of(b, 1))), rest, `${a} · ${b}`);
  }
});

test('known sums: what cancels, an even half, nothing, and the ends of the range', () => {
  assert.equal(compensatedSum(Float64Array.of(1, 1e100, 1, -1e100)), 2);
  assert.equal(compensatedSum(Float32Array.of(2 ** 24, 1, 1, 1)), 2 ** 24 + 3);
  assert.equal(compensatedDot(Float64Array.of(1e16, 1, -1e16), Float64Array.of(1, 1, 1)), 1);
  assert.equal(compensatedDot(Float64Array.of(2 ** 27 + 1, -1), Float64Array.of(2 ** 27 + 1, 2 ** 54 + 2 ** 28)), 1);
  assert.equal(compensatedSum(new Float32Array(0)), 0);
  assert.equal(compensatedDot(new Float64Array(0), new Float32Array(0)), 0);
  assert.equal(compensatedSum(Float64Array.of(1e308, 1e308)), Infinity);
  assert.equal(compensatedSum(Float64Array.of(-Infinity, 1)), -Infinity);
  assert.equal(compensatedDot(Float64Array.of(1e300, 1), Float64Array.of(1e-300, 1)), 2);
  assert.equal(compensatedDot(Float64Array.of(1e305, 1), Float64Array.of(1e-305, 1)), 2);
  assert.equal(compensatedSum(Float64Array.of(Infinity, -Infinity)), NaN);
  assert.equal(compensatedSum(Float64Array.of(1, NaN)), NaN);
});

checkRefusals('what is no array of numbers, or of another length, is refused', [
  [() => compensatedSum([1] as never), TypeError,
    /^compensatedSum: x must be a Float32Array or a Float64Array, got \[1\]/],
  [() => compensatedDot(new Float32Array(2), new Float64Array(3)), ShapeError,
    /^compensatedDot: y must hold 2 elements, got 3$/],
]);
