import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import {
  add, bits, equal, exp, expand, formula, fromBits, less, mul, negate, select, sub, tanh, toFloat, type Expression,
  type Program,
} from '../../lib/formula/index.ts';
import { elementary } from '../../lib/kernels/elementary.ts';
import { operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';
import { programs, randomProgram } from '../kernels/cases/programs.ts';
import { createInterpreter } from '../kernels/interpreter.ts';

function operationsOf({ instructions }: Program): string[] {
  return instructions.map(({ operation }) => operation);
}

test('a formula is recorded operands first, from left to right, with the positions of what each operation '
  + 'takes', () => {
  const axpy = formula({
    name: 'axpy', arrays: ['x', 'y'], scalars: ['alpha'], define: ({ x, y, alpha }) => ({ y: add(y, mul(alpha, x)) }),
  });
  assert.deepEqual(axpy, {
    name: 'axpy',
    arrays: [{ name: 'x', reads: true, writes: false }, { name: 'y', reads: true, writes: true }],
    scalars: ['alpha'],
    instructions: [
      { operation: 'array', operands: [], value: 1 },
      { operation: 'scalar', operands: [], value: 0 },
      { operation: 'array', operands: [], value: 0 },
      { operation: 'mul', operands: [1, 2], value: 0 },
      { operation: 'add', operands: [0, 3], value: 0 },
    ],
    stores: [{ array: 1, from: 4 }],
  });
});

test('equal operations on equal operands stand once, also when written twice; order of operands counts', () => {
  const square = formula({ name: 'p', arrays: ['x', 'y'], define: ({ x }) => ({ y: add(mul(x, x), mul(x, x)) }) });
  assert.deepEqual(operationsOf(square), ['array', 'mul', 'add']);
  const both = formula({ name: 'p', arrays: ['x', 'y'], define: ({ x, y }) => ({ y: add(sub(x, y), sub(y, x)) }) });
  assert.deepEqual(operationsOf(both), ['array', 'array', 'sub', 'sub', 'add']);
});

test('constants stand once each; 0 and −0, and a float and an integer, are two', () => {
  const p = formula({
    name: 'p', arrays: ['x'],
    define: ({ x }) => ({ x: select(
      equal(x, NaN), add(add(x, 0), add(x, -0)), select(equal(x, NaN), add(add(x, 0), 1), toFloat(fromIntegerOne())),
    ) }),
  });
  assert.deepEqual(
    p.instructions.filter(({ operation }) => operation === 'constant').map(({ value }) => value), [NaN, 0, -0, 1],
  );
  assert.deepEqual(p.instructions.filter(({ operation }) => operation === 'integer').map(({ value }) => value), [1]);
});

function fromIntegerOne(): Expression<'integer'> {
  return bits(fromBits(1));
}

test('an array is read if the formula uses it and written if define returns it', () => {
  const p = formula({ name: 'p', arrays: ['a', 'b', 'c', 'd'], define: ({ a, c }) => ({ c: negate(c), b: a }) });
  assert.deepEqual(
    p.arrays.map(({ reads, writes }) => [reads, writes]), [[true, false], [false, true], [true, true], [false, false]],
  );
  assert.deepEqual(p.stores.map(({ array }) => array), [2, 1]);
});

test('a formula that shares its values many times over is recorded at once', () => {
  const p = formula({
    name: 'p', arrays: ['x'],
    define: ({ x }) => ({ x: Array.from({ length: 60 }).reduce<Expression<'float'>>((y) => mul(y, y), x) }),
  });
  assert.equal(p.instructions.length, 61);
});

test('a formula that writes nothing, something unknown or something that is no float is refused by name', () => {
  const of = (define: (symbols: Readonly<Record<string, Expression<'float'>>>) => object) => () =>
    formula({ name: 'p', arrays: ['x', 'y'], define: define as never });
  const cases: [() => unknown, string][] = [
    [of(() => ({})), 'formula p: define must return the new value of at least one array, got none'],
    [of(({ x }) => ({ z: x })), "formula p: define returned 'z', which is not one of its arrays x, y"],
    [of(({ x }) => ({ y: bits(x) })), "formula p: the new value of 'y' must be of kind float, got integer"],
    [of(({ x }) => ({ y: less(x, 0) })), "formula p: the new value of 'y' must be of kind float, got truth"],
  ];
  for (const [call, message] of cases) assert.throws(call, { name: 'TypeError', message });
});

test('arrays and scalars of one name are refused by name', () => {
  const of = (arrays: readonly string[], scalars: readonly string[]) =>
    () => formula({ name: 'p', arrays, scalars, define: ({ x }) => ({ x }) });
  for (const call of [of(['x', 'y', 'x'], []), of(['y', 'x'], ['x']), of(['y'], ['s', 'x', 'x'])]) {
    assert.throws(
      call, { name: 'TypeError', message: "formula p: arrays and scalars must differ in name, got 'x' twice" },
    );
  }
  assert.deepEqual(of(['y', 'x'], ['s'])().scalars, ['s']);
});

test('expand replaces an operation by its definition, within definitions too, and leaves the rest as it is', () => {
  const p = formula({
    name: 'p', arrays: ['x', 'y'], scalars: ['s'], define: ({ x, y, s }) => ({ y: mul(s, tanh(add(x, y))), x: y }),
  });
  const twice = formula({ name: 'twice', arrays: ['a', 'b'], define: ({ a }) => ({ b: add(a, exp(a)) }) });
  const square = formula({ name: 'square', arrays: ['a', 'b'], define: ({ a }) => ({ b: mul(a, a) }) });
  const expanded = expand(p, { tanh: twice, exp: square });
  assert.deepEqual(operationsOf(expanded), ['scalar', 'array', 'array', 'add', 'mul', 'add', 'mul']);
  assert.deepEqual(expanded.instructions.slice(3).map((i) => i.operands), [[1, 2], [3, 3], [3, 4], [0, 5]]);
  assert.deepEqual(
    [expanded.stores, expanded.arrays, expanded.scalars],
    [[{ array: 1, from: 6 }, { array: 0, from: 2 }], p.arrays, p.scalars],
  );
  assert.deepEqual(operationsOf(p), ['scalar', 'array', 'array', 'add', 'tanh', 'mul']);
});

test('an expanded program has no elementary function left, takes only earlier values, and lists nothing twice', () => {
  const random = new Philox(7);
  for (const program of [...programs, ...Array.from({ length: 200 }, () => randomProgram(random))]) {
    const { instructions, stores } = expand(program, elementary);
    instructions.forEach(({ operation, operands: taken }, position) => {
      assert.ok(!(operation in elementary));
      assert.ok(taken.every((o) => o >= 0 && o < position));
    });
    assert.ok(stores.every(({ from }) => from < instructions.length));
    const keys = instructions.map(({ operation, operands: taken, value }) =>
      `${operation} ${taken.join(' ')} ${Object.is(value, -0) ? '-0' : value}`);
    assert.equal(new Set(keys).size, keys.length);
  }
});

test('a function used on two arguments is expanded for each: what it gives is what each alone gives', () => {
  const interpret = createInterpreter(Math.fround);
  const both = formula({ name: 'p', arrays: ['x', 'y', 'z'], define: ({ x, y }) => ({ z: sub(exp(x), exp(y)) }) });
  const one = formula({ name: 'exp', arrays: ['x', 'y'], define: ({ x }) => ({ y: exp(x) }) });
  const random = new Philox(8);
  for (const kind of ['uniform', 'specials'] as const) {
    const [xs, ys] = [operands(random, 50, kind), operands(random, 50, kind)];
    const together = Float32Array.from(xs, (x, i) => interpret(both, [x, ys[i], 0], [])[2]);
    const apart = Float32Array.from(xs, (x, i) => interpret(one, [x, 0], [])[1] - interpret(one, [ys[i], 0], [])[1]);
    assertSameBits(together, apart);
  }
});
