import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as f from '../../lib/formula/index.ts';
import { print, type Expression, type Float } from '../../lib/formula/index.ts';

type Symbols = Readonly<Record<'x' | 'y' | 'z' | 's', Expression<'float'>>>;

function printed(define: (symbols: Symbols) => Float): string {
  return print(
    f.formula({ name: 'p', arrays: ['x', 'y', 'z'], scalars: ['s'], define: (symbols) => ({ z: define(symbols) }) }),
  );
}

test('a gradient step is printed as in the literature', () => {
  const step = f.formula({
    name: 'gradientDescent', arrays: ['theta', 'gradient'], scalars: ['learningRate'],
    define: ({ theta, gradient, learningRate }) => ({ theta: f.sub(theta, f.mul(gradient, learningRate)) }),
  });
  assert.equal(print(step), 'θ ← θ − ∇J · lr');
});

test('brackets stand where the order of operations needs them, and nowhere else', () => {
  const cases: [(symbols: Symbols) => Float, string][] = [
    [({ x, y }) => f.add(f.add(x, y), x), 'z ← x + y + x'],
    [({ x, y }) => f.add(x, f.add(y, x)), 'z ← x + (y + x)'],
    [({ x, y, s }) => f.sub(x, f.sub(y, s)), 'z ← x − (y − s)'],
    [({ x, y, s }) => f.mul(f.add(x, y), s), 'z ← (x + y) · s'],
    [({ x, y, s }) => f.div(x, f.mul(y, s)), 'z ← x / (y · s)'],
    [({ x, y, s }) => f.mul(f.div(x, y), s), 'z ← x / y · s'],
    [({ x, y, s }) => f.div(x, f.add(f.sqrt(f.add(y, x)), s)), 'z ← x / (√(y + x) + s)'],
    [({ x }) => f.sqrt(f.sqrt(x)), 'z ← √√x'],
    [({ x, y }) => f.negate(f.mul(x, y)), 'z ← −(x · y)'],
    [({ x, y }) => f.abs(f.sub(x, y)), 'z ← |x − y|'],
    [({ x, y }) => f.exp(f.sub(x, y)), 'z ← exp(x − y)'],
    [({ x, y }) => f.mul(2, f.log(f.tanh(f.sigmoid(f.add(x, y))))), 'z ← 2 · log(tanh(sigmoid(x + y)))'],
    [({ x }) => f.fromBits(f.andInteger(f.bits(x), 7)), 'z ← fromBits(andInteger(bits(x), 7))'],
  ];
  for (const [define, text] of cases) assert.equal(printed(define), text);
});

test('conditions are read as a sentence, with brackets where a sentence would be ambiguous', () => {
  const cases: [(symbols: Symbols) => Float, string][] = [
    [({ x }) => f.select(f.less(x, 0), 0, x), 'z ← 0 if x < 0, else x'],
    [({ x, y }) => f.select(f.lessOrEqual(x, f.add(y, 1)), f.add(x, y), 0), 'z ← x + y if x ≤ y + 1, else 0'],
    [({ x, y }) => f.add(f.select(f.equal(x, y), 1, 2), x), 'z ← (1 if x = y, else 2) + x'],
    [
      ({ x, y }) => f.select(f.and(f.less(x, y), f.or(f.less(x, 0), f.less(y, 0))), x, y),
      'z ← x if x < y and (x < 0 or y < 0), else y',
    ],
    [({ x, y }) => f.select(f.not(f.and(f.less(x, 0), f.less(y, 0))), x, y), 'z ← x if not (x < 0 and y < 0), else y'],
    [({ x, y }) => f.select(f.and(f.not(f.less(x, 0)), f.less(y, 0)), x, y), 'z ← x if not x < 0 and y < 0, else y'],
    [
      ({ x, y }) => f.select(f.less(x, 0), f.select(f.less(y, 0), 1, 2), 3),
      'z ← (1 if y < 0, else 2) if x < 0, else 3',
    ],
  ];
  for (const [define, text] of cases) assert.equal(printed(define), text);
});

test('negative numbers carry a minus sign, in brackets where it would follow another sign', () => {
  const cases: [(symbols: Symbols) => Float, string][] = [
    [({ x }) => f.add(-0.5, x), 'z ← −0.5 + x'],
    [({ x }) => f.add(x, -0.5), 'z ← x + (−0.5)'],
    [({ x, y }) => f.sub(x, f.negate(y)), 'z ← x − (−y)'],
    [({ x }) => f.mul(x, -2), 'z ← x · (−2)'],
    [({ x }) => f.mul(f.negate(x), x), 'z ← −x · x'],
    [({ x }) => f.negate(f.negate(x)), 'z ← −(−x)'],
    [({ x }) => f.sqrt(f.negate(x)), 'z ← √(−x)'],
    [({ x }) => f.exp(f.negate(x)), 'z ← exp(−x)'],
    [({ x }) => f.select(f.less(x, -1), -1, -0), 'z ← −1 if x < −1, else −0'],
    [({ x }) => f.select(f.equal(x, 0), -Infinity, NaN), 'z ← −∞ if x = 0, else NaN'],
  ];
  for (const [define, text] of cases) assert.equal(printed(define), text);
});

test('each assigned array is a line; a value assigned before is its name with a prime, the old one without', () => {
  const momentum = f.formula({
    name: 'momentum', arrays: ['theta', 'gradient', 'm'], scalars: ['learningRate', 'rho'],
    define: ({ theta, gradient, m, learningRate, rho }) => {
      const next = f.add(f.mul(m, rho), gradient);
      return { m: next, theta: f.sub(theta, f.mul(f.add(f.mul(next, rho), m), learningRate)) };
    },
  });
  assert.equal(print(momentum), 'm ← m · ρ + ∇J\nθ ← θ − (m′ · ρ + m) · lr');
});

test('an array that is copied is not primed, and keeps its name', () => {
  const swap = f.formula({ name: 'swap', arrays: ['x', 'y'], define: ({ x, y }) => ({ x: y, y: f.add(x, y) }) });
  assert.equal(print(swap), 'x ← y\ny ← x + y');
});
