import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formulas } from './formulas.ts';
import { proofOfFormulas } from './proofs.ts';

test('every formula: each element is the expression of its definition, every instruction is carried out', async () => {
  const all = await formulas(), { missed, functions } = proofOfFormulas(all);
  assert.deepEqual(missed, []);
  assert.equal(functions, all.length);
  assert.ok(all.length > 200, `${all.length}`);
});
