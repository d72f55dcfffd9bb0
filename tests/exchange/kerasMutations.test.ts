import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkMutations, MUTATED } from './kerasMutations.ts';

for (const format of MUTATED) {
  test(`mutated files of ${format} load or are refused, nothing else`, async () => {
    const { loaded, refused } = await checkMutations(format, 350);
    assert.ok(loaded > 25 && refused > 100, `${loaded} loaded, ${refused} refused`);
  });
}
