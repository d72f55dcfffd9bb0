/** Every kernel and formula proven at more sizes than the quick suite takes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cases } from '../symbolic/cases.ts';
import { reachedBy } from '../symbolic/coverage.ts';
import { formulas } from '../symbolic/formulas.ts';
import { proofOf, proofOfFormulas } from '../symbolic/proofs.ts';

for (const name of Object.keys(cases)) {
  test(`${name}: every element is the expression of its definition`, () => void proofOf(name, 'slow'));
}

test('every formula: each element is the expression of its definition', async () => {
  const all = await formulas();
  assert.equal(reachedBy(proofOfFormulas(all, 'slow')).functions, all.length);
});
