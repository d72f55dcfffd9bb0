import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { toJsonl, trace, type TracedOperation } from '../../lib/audit/index.ts';
import { Philox } from '../../lib/core/philox.ts';
import { adam, dense, sequential } from '../../lib/index.ts';
import { jsonlFile } from '../../lib/node/index.ts';
import { operands } from '../helpers/random.ts';
import { folderFor, inPieces, recordCalls, systemError } from './fileCalls.ts';

const operation: TracedOperation = {
  number: 1, layer: 'dense', tensor: '∂J/∂w', index: 3, phase: 'backward', call: 2, routine: 'gemm',
  formula: undefined, operation: 'mul', operands: [0.5, -0], sources: [{ layer: 'dense', tensor: 'z', index: 1 }, 0],
  result: -0, writes: false,
};
/** So many lines are more than is held. */
const MANY = 1000;

test('a file of a trace has its operations, a line each, however many pieces it is written in', (t) => {
  const layers = [dense({ units: 30, activation: 'tanh', inputShape: [20] }), dense({ units: 2 })];
  const model = sequential(layers, { seed: 1 });
  model.compile({ optimizer: adam(), loss: 'meanSquaredError' });
  const path = join(folderFor(t), 'trace.jsonl'), file = jsonlFile(path), into: TracedOperation[] = [];
  trace(model, operands(new Philox(9), 40), [1, 0, 0, 1], { onOperation: file.write, into });
  file.close();
  const text = readFileSync(path, 'utf8');
  assert.ok(text.length > 1e6 && text.endsWith('\n'));
  assert.equal(text, into.map(toJsonl).join(''));
});

test('bytes that the system takes piece by piece are written once each', (t) => {
  const path = join(folderFor(t), 'a'), calls = recordCalls(t, { writeSync: inPieces });
  const file = jsonlFile(path);
  for (let i = 0; i < 3; i++) file.write(operation);
  file.close();
  assert.equal(readFileSync(path, 'utf8'), toJsonl(operation).repeat(3));
  assert.deepEqual([calls.filter((call) => call === 'close a').length, calls.at(-1)], [1, 'close a']);
});

test('a write that fails closes the file, nothing is written twice, and further calls throw the same error', (t) => {
  const path = join(folderFor(t), 'a');
  let written = 0;
  const calls = recordCalls(t, {
    writeSync: (own, descriptor, bytes, at) => {
      if (++written === 2) throw systemError('ENOSPC');
      return own(descriptor, bytes, at, 100);
    },
  });
  const file = jsonlFile(path), isFull = { code: 'ENOSPC' };
  assert.throws(() => { for (let i = 0; i < MANY; i++) file.write(operation); }, isFull);
  assert.deepEqual(calls, ['open a', 'write a', 'write a', 'close a']);
  assert.throws(() => file.write(operation), isFull);
  for (let attempt = 0; attempt < 2; attempt++) assert.throws(file.close, isFull);
  assert.deepEqual([calls.length, readFileSync(path, 'latin1').length], [4, 100]);
});

test('what is held at the end is not lost without a word', (t) => {
  const path = join(folderFor(t), 'a'), calls = recordCalls(t, { writeSync: () => { throw systemError('ENOSPC'); } });
  const full = jsonlFile(path);
  full.write(operation);
  assert.throws(full.close, { code: 'ENOSPC' });
  assert.deepEqual(calls, ['open a', 'write a', 'close a']);
});

test('closing again does nothing, and writing after it is refused', (t) => {
  const path = join(folderFor(t), 'a'), file = jsonlFile(path);
  file.write(operation);
  file.close();
  file.close();
  assert.throws(
    () => file.write(operation),
    { name: 'StateError', message: 'jsonlFile: write must come before close, got one after it' },
  );
  assert.equal(readFileSync(path, 'utf8'), toJsonl(operation));
  assert.throws(
    () => jsonlFile(undefined as never),
    { name: 'TypeError', message: 'jsonlFile: path must be a path, got undefined' },
  );
  assert.throws(() => jsonlFile(join(path, 'below')), { code: 'ENOTDIR' });
});
