import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routines } from '../../lib/kernels/routines/index.ts';
import { cases, casesOf } from './cases.ts';
import { coverageOf } from './coverage.ts';
import { Prover } from './prove.ts';

for (const [name, { quick }] of Object.entries(cases)) {
  test(name, () => {
    const prover = new Prover(), routine = routines[name as keyof typeof routines];
    for (const grid of quick) for (const each of casesOf(grid)) prover.prove(routine, each);
    const coverage = coverageOf(prover.engine.machines);
    console.log(JSON.stringify({...coverage, missed: coverage.missed.slice(0, 40)}));
    assert.deepEqual(coverage.missed.length, 0);
  });
}
