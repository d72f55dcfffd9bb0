import { test } from 'node:test';
import { routines } from '../../lib/kernels/routines/index.ts';
import { cases, casesOf } from './cases.ts';
import { Prover } from './prove.ts';

for (const [name, { quick }] of Object.entries(cases)) {
  test(name, () => {
    const prover = new Prover(), routine = routines[name as keyof typeof routines];
    for (const grid of quick) for (const each of casesOf(grid)) prover.prove(routine, each);
  });
}
