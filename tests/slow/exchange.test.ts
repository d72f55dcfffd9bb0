import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkMutations } from '../exchange/safetensorsMutations.ts';

test('100,000 seeded mutations of safetensors are refused, or read as what they say', () => {
  assert.ok(checkMutations(100_000, 2) > 5000);
});
