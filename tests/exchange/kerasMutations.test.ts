import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkMutations } from './kerasMutations.ts';

for (const library of ['keras', 'tfjs'] as const) {
  test(`mutated files of ${library} load or are refused, nothing else`, async () => {
    const { loaded, refused } = await checkMutations(library, 350);
    assert.ok(loaded > 25 && refused > 100, `${loaded} loaded, ${refused} refused`);
  });
}
