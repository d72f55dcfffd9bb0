import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkMutations } from './kerasMutations.ts';

test('mutated files of Keras and TensorFlow.js load or are refused, nothing else', async () => {
  const { loaded, refused } = await checkMutations(700);
  assert.ok(loaded > 50 && refused > 200, `${loaded} loaded, ${refused} refused`);
});
