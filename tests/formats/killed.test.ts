import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkKills } from './killed.ts';

test('training killed at seeded moments and resumed each time ends with the file of training that was '
  + 'never killed', async () => {
  assert.ok((await checkKills(2, 1)) > 0);
});
