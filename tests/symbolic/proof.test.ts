/**
 * Every kernel, at the sizes of the quick suite: equal to its definition for all inputs, every instruction carried out.
 * @module
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routines } from '../../lib/kernels/allRoutines.ts';
import { emitterOf } from '../../lib/kernels/enlist.ts';
import { F32X4 } from '../../lib/kernels/simd/lanes.ts';
import { embedded } from '../../scripts/documentTable.ts';
import { documentAt } from '../package/documents.ts';
import { cases } from './cases.ts';
import { Coverage, reachedBy, type Reached } from './coverage.ts';
import { proofOf, table } from './proofs.ts';

const coverage = new Coverage(), reached = new Map<string, Reached>();

test('every routine that has a SIMD form has cases', () => {
  const described = Object.values(routines).filter((routine) => emitterOf(routine, F32X4) !== undefined);
  assert.deepEqual(Object.keys(cases).sort(), described.map(({ name }) => name).sort());
});

for (const name of Object.keys(cases)) {
  test(`${name}: every element is the expression of its definition`, () => {
    const machines = proofOf(name);
    coverage.add(machines);
    reached.set(name, reachedBy(machines));
  });
}

// Where all taps lie within the image another kernel takes the pixels, and some tiles of slide are left without work.
test('every instruction of every module is carried out, but for tiles of slide', () => {
  assert.deepEqual(coverage.missed().filter((missed) => !missed.startsWith('slide, function')), []);
});

test('the document of the kernels has the table of what is proven (npm run proofs -- --write)', () => {
  assert.equal(embedded(documentAt('lib/kernels/README.md').text, 'proofs'), table(reached));
});
