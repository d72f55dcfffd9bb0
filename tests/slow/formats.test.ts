import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkKills } from '../formats/killed.ts';
import { checkMutations } from '../formats/mutations.ts';

test('100,000 seeded mutations of checkpoints are refused, or load to what they say', async () => {
  assert.ok((await checkMutations(100_000, 2)) > 1000);
});

test('training killed at 100 seeded moments and resumed each time ends with the file of training that was '
  + 'never killed', async () => {
  assert.ok((await checkKills(100, 2)) > 50);
});
