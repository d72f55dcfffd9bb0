import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromJsonl, toJsonl } from '../../lib/audit/trace/jsonl.ts';
import { formatElement } from '../../lib/audit/trace/operation.ts';
import type { TracedOperation } from '../../lib/audit/trace/operation.ts';
import { trace } from '../../lib/audit/trace/trace.ts';
import { FormatError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { adam, batchNormalization, dense, dropout, sequential } from '../../lib/index.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';

const example: TracedOperation = {
  number: 7, layer: 'dense', tensor: '∂J/∂w', index: 3, phase: 'backward', call: 2, routine: 'gemm', formula: undefined,
  operation: 'mul', operands: [0.5, -0], sources: [{ layer: 'dense', tensor: 'z', index: 1 }, 6], result: -0,
  writes: false,
};

test('a line of JSON reads back as the operation, also where JSON has no such number', () => {
  const values = [...operands(new Philox(3), 300, 'specials'), ...operands(new Philox(4), 300, 'wide')];
  for (const value of values) {
    const operation = { ...example, operands: [value, -0], result: value };
    const line = toJsonl(operation);
    assert.match(line, /^\{[^\n]*\}\n$/);
    assert.deepEqual(fromJsonl(line), operation);
  }
  assert.equal(JSON.parse(toJsonl({ ...example, result: NaN })).result, 'NaN');
  assert.deepEqual(JSON.parse(toJsonl(example)).operands, [0.5, '-0']);
});

test('every operation of a trace reads back, of whatever layers, losses and optimizer, in parts or whole', () => {
  const model = sequential([
    dense({ units: 3, activation: 'softplus', inputShape: [2], kernelRegularizer: 'l2' }),
    batchNormalization(), dropout({ rate: 0.5 }),
    dense({ units: 3, activation: 'gelu', kernelConstraint: 'maxNorm' }), dense({ units: 2, activation: 'softmax' }),
  ], { seed: 1 });
  model.compile({ optimizer: adam({ clipnorm: 0.1 }), loss: 'categoricalCrossentropy' });
  for (const expand of [true, false]) {
    const into: TracedOperation[] = [];
    trace(model, operands(new Philox(9), 8), [1, 0, 0, 1, 1, 0, 0, 1], { into, expand });
    assert.ok(new Set(into.map(({ operation }) => operation)).size > 10);
    assert.deepEqual(into.map(toJsonl).join('').trimEnd().split('\n').map(fromJsonl), into);
  }
});

test('blanks, the order of names and the end of a line do not matter', () => {
  const line = toJsonl(example), names = Object.entries(JSON.parse(line) as object);
  const reversed = JSON.stringify(Object.fromEntries(names.reverse()));
  const others = [line.replaceAll(',', ' ,\t'), line.replace('\n', '\r\n'), reversed, line.replaceAll('"-0"', '-0')];
  for (const other of others) {
    assert.notEqual(other, line);
    assert.deepEqual(fromJsonl(other), example);
  }
});

const fields = JSON.parse(toJsonl(example)) as Record<string, unknown>;
/** The line with other fields, those that are undefined being left out. */
const saying = (other: Record<string, unknown>): string => JSON.stringify({ ...fields, ...other });
const element = { layer: 'dense', tensor: 'z', index: 1 };

/** What a field may not be, and what the message says that it must be. */
const WRONG: Readonly<Record<string, readonly [wanted: string, ...values: unknown[]]>> = {
  number: ['a whole number of at least 0', undefined, null, -1, 1.5, '7', 'NaN', 2 ** 53],
  layer: ['a string', undefined, null, 7, ['dense']],
  tensor: ['a string', undefined, null, 7],
  index: ['a whole number of at least -1', undefined, null, -2, 0.5, '3'],
  phase: ['one of forward, loss, backward, regularization, update', undefined, 'backwards', 3],
  call: ['a whole number of at least 0', undefined, -1, '2'],
  routine: ['a string', undefined, 5],
  formula: ['a string', null, 5],
  operation: ['the name of an operation', undefined, 'multiply', 'constant', 'array', 'constructor', 5, ['mul']],
  writes: ['true or false', undefined, 0, 'false'],
  result: ['a number of binary32', undefined, null, 'one', '1', '1e999', 0.1, 1e300, true, [1]],
  operands: ['a list of 2, as the operation takes', undefined, null, [1], [1, 2, 3], { 0: 1, 1: 2, length: 2 }, '12'],
  'operands[1]': ['a number of binary32', [1, 0.1], [1, null], [1, 'constructor'], [1, '-Infinit']],
  sources: ['a list of 2, as the operation takes', undefined, [6], [6, 6, 6]],
  'sources[0]': [
    'a name, the number of an earlier operation, or an element of layer, tensor and index',
    [7, 6], [-1, 6], [0.5, 6], [null, 6], [[], 6], [{ ...element, more: 1 }, 6],
    [{ layer: 'dense', tensor: 'z' }, 6], [{ ...element, index: '1' }, 6], [{ ...element, layer: 1 }, 6],
  ],
};

test('a record that lacks a field, or has one of another kind, is refused by the field and the line', () => {
  for (const [name, [wanted, ...values]] of Object.entries(WRONG)) {
    for (const value of values) {
      const line = saying({ [name.replace(/\[.*/, '')]: value });
      assert.throws(() => [toJsonl(example), line].map(fromJsonl), (error: Error) => {
        assert.equal(error.constructor, FormatError);
        assert.ok(
          error.message.startsWith(`fromJsonl: line 2: ${name} must be ${wanted}`), `${line}: ${error.message}`,
        );
        return true;
      });
    }
  }
});

test('integers and truth values are checked as the operation takes them', () => {
  const choice = { operation: 'select', operands: [1, 0.5, 2], sources: ['constant', 'constant', 6], result: 0.5 };
  const shift = { operation: 'shiftLeft', operands: [-3, 31], sources: ['constant', 6], result: -(2 ** 31) };
  for (const right of [choice, shift]) assert.equal(fromJsonl(saying(right)).result, right.result);
  assert.throws(
    () => fromJsonl(saying({ ...choice, operands: [2, 0.5, 2] })), /operands\[0\] must be 0 or 1, or one of/,
  );
  assert.throws(
    () => fromJsonl(saying({ ...shift, operands: [0.5, 31] })),
    /operands\[0\] must be an integer of 32 bits, or one of/,
  );
  assert.throws(
    () => fromJsonl(saying({ ...shift, operands: [2 ** 32, 31] })), /operands\[0\] must be an integer of 32 bits/,
  );
});

test('what a formula computes before all elements has a name too', () => {
  assert.equal(formatElement({ layer: 'dense', tensor: 'w', index: -1 }), 'dense/w[-1]');
});

checkRefusals('what is no operation is not written', [
  [
    () => toJsonl([] as never), TypeError,
    /^toJsonl: operation\.number must be a whole number of at least 0, got undefined$/,
  ],
  [
    () => toJsonl({ ...example, phase: 'x' } as never), TypeError,
    /^toJsonl: operation\.phase must be one of .*, got 'x'$/,
  ],
  [
    () => toJsonl({ ...example, sources: 1 } as never), TypeError,
    /^toJsonl: operation\.sources must be an array, got 1$/,
  ],
]);

checkRefusals('what is no such line is refused', [
  [() => fromJsonl('{'), FormatError, /^fromJsonl: line must be JSON, got '\{'/],
  [() => fromJsonl(''), FormatError, /^fromJsonl: line must be JSON, got ''/],
  [() => fromJsonl(`\ufeff${toJsonl(example)}`), FormatError, /^fromJsonl: line must be JSON/],
  [() => fromJsonl(toJsonl(example).repeat(2)), FormatError, /^fromJsonl: line must be JSON/],
  [() => fromJsonl('[]', 2), FormatError, /^fromJsonl: line 3 must be an operation, got '\[\]'/],
  [() => fromJsonl('null'), FormatError, /^fromJsonl: line must be an operation, got 'null'/],
  [
    () => fromJsonl('{"operation": "mul"}'), FormatError,
    /^fromJsonl: line: number must be a whole number of at least 0, got undefined$/,
  ],
  [
    () => fromJsonl(saying({ more: 1 })), FormatError,
    /^fromJsonl: line must have the fields number, .*, result, got 'more' too$/,
  ],
  [() => fromJsonl(saying({}).replace('{', '{"__proto__":{},')), FormatError, /got '__proto__' too$/],
  [
    () => fromJsonl(saying({}).replace('0.5', '1e999')), FormatError,
    /operands\[0\] must be a number of binary32, or one of NaN, Infinity, -Infinity, -0 as a string/,
  ],
  [() => fromJsonl(toJsonl(example).replace('"-0"', '"one"')), FormatError, /as a string, got 'one'/],
  [() => fromJsonl(undefined as never), TypeError, /^fromJsonl: line must be a string, got undefined$/],
  [() => fromJsonl('{}', 'a' as never), TypeError, /^fromJsonl: place must be a non-negative integer, got 'a'$/],
  [() => toJsonl(undefined as never), TypeError, /^toJsonl: operation must be an object, got undefined$/],
]);
