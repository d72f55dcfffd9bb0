import assert from 'node:assert/strict';
import { test } from 'node:test';
import { programRoutine } from '../../lib/kernels/routines/elementwise.ts';
import { casesOf, formulaCases } from './cases.ts';
import { coverageOf } from './coverage.ts';
import { formulas } from './formulas.ts';
import { Prover } from './prove.ts';

test('formulas', async () => {
  const all = await formulas();
  console.log(all.length);
  const missed: string[] = [];
  for (const program of all) {
    const prover = new Prover();
    for (const grid of formulaCases.quick) for (const each of casesOf(grid)) prover.prove(programRoutine(program), each);
    missed.push(...coverageOf(prover.engine.machines).missed);
  }
  assert.deepEqual(missed.slice(0, 10), []);
});
