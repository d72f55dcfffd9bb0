/**
 * What the small formulas say of zeros, ties, NaN and the order of their roundings.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import * as f from '../../lib/formula/index.ts';
import { exp, log } from '../../lib/kernels/index.ts';
import { operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';

type Symbol = f.Expression<'float'>;
type Three = readonly [a: number, b: number, w: number];

const r = Math.fround;

/** A formula of a, b and w on some operands, on every table. */
function checkAll(
  what: string, write: (a: Symbol, b: Symbol, w: Symbol) => f.Float, rows: readonly Three[],
  wanted: (...row: Three) => number,
): void {
  const program = f.formula(
    { name: 'test', arrays: ['a', 'b', 'w', 'out'], define: ({ a, b, w }) => ({ out: write(a, b, w) }) },
  );
  const [a, b, w] = [0, 1, 2].map((i) => Float32Array.from(rows, (row) => row[i]));
  for (const k of tables) {
    const out = new Float32Array(rows.length);
    k.elementwise(program, rows.length, [a, b, w, out]);
    assertSameBits(out, Float32Array.from(rows, (_, i) => wanted(a[i], b[i], w[i])), `${what}, ${k.name}`);
  }
}

const corners = [0, -0, 1, -1, NaN, Infinity, -Infinity, 2 ** -149, -(2 ** -149)];
const pairs: readonly Three[] = corners.flatMap((a) => corners.map((b): Three => [a, b, 0]));
const random = new Philox(55), drawn: readonly Three[] = Array.from(
  { length: 300 }, () => [...operands(random, 3, 'uniform')] as unknown as Three,
);

const signOf = (a: number): number => (a > 0 ? 1 : a < 0 ? -1 : a);
const largerOf = (a: number, b: number): number => (a !== a || b !== b ? NaN : a > b ? a : b);
const smallerOf = (a: number, b: number): number => (a !== a || b !== b ? NaN : a < b ? a : b);

test('sign is 1, −1, or a itself for ±0 and NaN', () => checkAll('sign', (a) => f.sign(a), pairs, signOf));

test('maximum and minimum are NaN if either is, and of +0 and −0 the second', () => {
  checkAll('maximum', f.maximum, pairs, largerOf);
  checkAll('minimum', f.minimum, pairs, smallerOf);
});

test('clamp keeps what is within the limits, cuts what is beyond, and leaves NaN', () => {
  const rows: readonly Three[] = corners.map((a): Three => [a, 0.75, 0]);
  checkAll('clamp', (a, b) => f.clamp(a, b), rows, (a, b) => largerOf(smallerOf(a, b), -b));
});

test('square, towards, blend, shrink and reciprocal round in the order stated', () => {
  checkAll('square', (a) => f.square(a), drawn, (a) => r(a * a));
  checkAll('towards', f.towards, drawn, (a, b, w) => r(a + r(r(b - a) * w)));
  checkAll('blend', f.blend, drawn, (a, b, w) => r(r(w * a) + r(r(1 - w) * b)));
  checkAll(
    'shrink', (a, b) => f.shrink(a, b), [...drawn, ...pairs], (a, b) => r(signOf(a) * largerOf(r(Math.abs(a) - b), 0)),
  );
  checkAll('reciprocal', (a) => f.reciprocal(a), [...drawn, ...pairs], (a) => r(1 / a));
});

test('power is exp(y ⊗ log x), and 1 for y = 0 whatever x is', () => {
  const rows = drawn.map(([a, b]): Three => [Math.abs(a), b, 0]);
  checkAll(
    'power', (a, b) => f.power(a, b), rows, (a, b) => exp(Float32Array.of(r(b * log(Float32Array.of(a))[0])))[0],
  );
  checkAll('power 0', (a, b) => f.power(a, b), [[0, 0, 0], [NaN, -0, 0], [Infinity, 0, 0]], () => 1);
});

test('a derivative at a kink: 0 of |a| at ±0, infinite of √a at 0, and of a select that of the branch taken', () => {
  const derivative = (write: (x: Symbol) => f.Float) => (a: Symbol): f.Float => f.differentiate(write(a), a);
  checkAll('|a|', derivative((x) => f.abs(x)), corners.map((a): Three => [a, 0, 0]), signOf);
  checkAll('√a', derivative((x) => f.sqrt(x)), [[0, 0, 0], [4, 0, 0]], (a) => 1 / (2 * Math.sqrt(a)));
  const ramp = derivative((x) => f.select(f.less(x, 0), f.mul(3, x), f.mul(5, x)));
  checkAll('select', ramp, corners.map((a): Three => [a, 0, 0]), (a) => (a < 0 ? 3 : 5));
  assert.equal(f.differentiate(4, f.sqrt(2)), 0);
});
