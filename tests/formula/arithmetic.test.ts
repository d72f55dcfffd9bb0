import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as f from '../../lib/formula/index.ts';

const x = f.negate(0.5);
const whole = f.bits(x);
const truth = f.less(x, 1);

test('every operation has a function that writes it down, with operands and result of its kinds', () => {
  const given = { float: x, integer: whole, truth };
  const functions = new Map(Object.entries<unknown>(f));
  for (const [name, { operands, result }] of Object.entries(f.operations)) {
    if (operands.length === 0) continue;
    const make = functions.get(name);
    assert.ok(typeof make === 'function', name);
    const expression = make(...operands.map((kind) => given[kind])) as f.Expression;
    assert.deepEqual(
      [expression.operation, expression.kind, expression.operands.map((o) => o.kind)], [name, result, operands],
    );
  }
});

test('a number stands for a constant where a float is wanted, and for an integer modulo 2³² where one is '
  + 'wanted', () => {
  const [left, right] = f.add(0.1, -0).operands;
  assert.deepEqual([left.operation, left.value, right.operation, right.value], ['constant', 0.1, 'constant', -0]);
  const { operands } = f.addInteger(0xff800000, 7);
  assert.deepEqual(
    operands.map((o) => [o.operation, o.kind, o.value]), [['integer', 'integer', -0x800000], ['integer', 'integer', 7]],
  );
});

test('an operand of the wrong kind is refused by operation, place and kind', () => {
  const cases: [() => unknown, string][] = [
    [() => f.add(x, whole as never), 'add: operand 2 must be of kind float, got integer'],
    [() => f.sqrt(truth as never), 'sqrt: operand 1 must be of kind float, got truth'],
    [() => f.select(x as never, 1, 2), 'select: operand 1 must be of kind truth, got float'],
    [() => f.select(1 as never, x, x), 'select: operand 1 must be of kind truth, got float'],
    [() => f.select(truth, x, truth as never), 'select: operand 3 must be of kind float, got truth'],
    [() => f.and(truth, x as never), 'and: operand 2 must be of kind truth, got float'],
    [() => f.addInteger(x as never, 1), 'addInteger: operand 1 must be of kind integer, got float'],
    [() => f.fromBits(x as never), 'fromBits: operand 1 must be of kind integer, got float'],
    [() => f.mul(x, undefined as never), 'mul: operand 2 must be of kind float, got undefined'],
    [() => f.exp('x' as never), "exp: operand 1 must be of kind float, got 'x'"],
    [() => f.less(null as never, x), 'less: operand 1 must be of kind float, got null'],
  ];
  for (const [call, message] of cases) assert.throws(call, { name: 'TypeError', message });
});
