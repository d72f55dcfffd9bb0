import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Coverage, reachedBy } from './coverage.ts';
import { formulas } from './formulas.ts';
import { MAXIMUM_SCALARS } from '../../lib/kernels/simd/emitters/elementwise.ts';
import { programs } from '../kernels/cases/programs.ts';
import { proofOfFormulas, proofOfFormulasInRows } from './proofs.ts';

test('every formula: each element is the expression of its definition, every instruction is carried out', async () => {
  const all = await formulas(), machines = proofOfFormulas(all), coverage = new Coverage();
  coverage.add(machines);
  assert.deepEqual(coverage.missed(), []);
  assert.equal(reachedBy(machines).functions, all.length);
  assert.ok(all.length > 200, `${all.length}`);
});

test('formulas on rows: likewise, and between the rows all stays', () => {
  const coverage = new Coverage();
  coverage.add(proofOfFormulasInRows(programs.filter(({ scalars }) => scalars.length <= MAXIMUM_SCALARS)));
  assert.deepEqual(coverage.missed(), []);
});
