import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activationSweeps } from '../../scripts/ulp/record.ts';
import { exhaustive } from '../../scripts/ulp/sweep.ts';
import { activationUnaries } from '../../scripts/ulp/unaries.ts';

// The elementary functions, of which these are made, are swept on every table by elementary.test.ts; here the reference
// computes every 257th block of 2¹³ inputs beside the SIMD table.
const sweeps = activationSweeps();

for (const unary of activationUnaries()) {
  const { value, derivative } = sweeps[unary.name] ?? assert.fail(`${unary.name} is not recorded`);
  test(`${unary.name} over all 2³² inputs: at most ${value.ulp} ulp, its derivative ${derivative?.ulp}; `
    + 'the recorded bits', () => {
    assert.deepEqual(exhaustive(unary), { value, derivative });
  });
}
