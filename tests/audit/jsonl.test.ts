import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fromJsonl, toJsonl } from '../../lib/audit/trace/jsonl.ts';
import type { TracedOperation } from '../../lib/audit/trace/operation.ts';
import { trace } from '../../lib/audit/trace/trace.ts';
import { FormatError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { dense } from '../../lib/layers/index.ts';
import { sequential } from '../../lib/model/index.ts';
import { jsonlFile } from '../../lib/node/index.ts';
import { adam } from '../../lib/optimizers/index.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';

const folder = mkdtempSync(join(tmpdir(), 'bitgrad-trace-'));
after(() => rmSync(folder, { recursive: true }));

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

test('a file of a trace has its operations, a line each, however many pieces it is written in', () => {
  const model = sequential([dense({ units: 30, activation: 'tanh', inputShape: [20] }), dense({ units: 2 })], { seed: 1 });
  model.compile({ optimizer: adam(), loss: 'meanSquaredError' });
  const path = join(folder, 'trace.jsonl'), file = jsonlFile(path), into: TracedOperation[] = [];
  trace(model, operands(new Philox(9), 40), [1, 0, 0, 1], { onOperation: file.write, into });
  file.close();
  const text = readFileSync(path, 'utf8');
  assert.ok(text.length > 1e6 && text.endsWith('\n'));
  assert.deepEqual(text.trimEnd().split('\n').map(fromJsonl), into);
});

checkRefusals('what is no such line is refused', [
  [() => fromJsonl('{'), FormatError, /^fromJsonl: line must be JSON, got '\{'/],
  [() => fromJsonl('{"operation": "mul"}'), FormatError, /^fromJsonl: line must be an operation/],
  [() => fromJsonl(toJsonl(example).replace('"-0"', '"one"')), FormatError, /a number must be a number or one of NaN, Infinity, -Infinity, -0, got 'one'/],
]);
