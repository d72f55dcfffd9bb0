import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMutated } from '../exchange/onnx/mutate.ts';

test('100,000 changed ONNX files are models or a FormatError', () => {
  const read = readMutated(100_000);
  assert.ok(read > 0 && read < 100_000);
});
