import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromJsonl, toJsonl } from '../../lib/audit/trace/jsonl.ts';
import type { TracedOperation } from '../../lib/audit/trace/operation.ts';
import { FormatError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';

const example: TracedOperation = {
  number: 7, layer: 'dense', tensor: '∂J/∂w', index: 3, phase: 'backward', call: 2, routine: 'gemm', formula: undefined,
  operation: 'mul', operands: [0.1, -0], sources: [{ layer: 'dense', tensor: 'z', index: 1 }, 6], result: -0, writes: false,
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
  assert.deepEqual(JSON.parse(toJsonl(example)).operands, [0.1, '-0']);
});

checkRefusals('what is no such line is refused', [
  [() => fromJsonl('{'), FormatError, /^fromJsonl: line must be JSON, got '\{'/],
  [() => fromJsonl('{"operation": "mul"}'), FormatError, /^fromJsonl: line must be an operation/],
  [() => fromJsonl(toJsonl(example).replace('"-0"', '"one"')), FormatError, /a number must be a number or one of NaN, Infinity, -Infinity, -0, got 'one'/],
]);
