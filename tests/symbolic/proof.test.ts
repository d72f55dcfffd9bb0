/**
 * Every kernel, at the sizes of the quick suite: equal to its definition for all inputs, every instruction carried out.
 * @module
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emitters } from '../../lib/kernels/simd/emitters/index.ts';
import { embedded } from '../../scripts/documentTable.ts';
import { documentAt } from '../package/documents.ts';
import { cases } from './cases.ts';
import type { Coverage } from './coverage.ts';
import { proofOf, table } from './proofs.ts';

const coverages = new Map<string, Coverage>();
/** The functions that nobody has called yet, by module. */
const uncalled = new Map<string, Set<number>>();

test('every routine that has a SIMD form has cases', () => {
  assert.deepEqual(Object.keys(cases).sort(), Object.keys(emitters).sort());
});

for (const name of Object.keys(cases)) {
  test(`${name}: every element is the expression of its definition, every instruction is carried out`, () => {
    const { coverage, functions } = proofOf(name);
    assert.deepEqual(coverage.missed, []);
    coverages.set(name, coverage);
    for (const [module, { count, called }] of functions) {
      const left = uncalled.get(module) ?? new Set(Array.from({ length: count }, (_, number) => number));
      for (const number of called) left.delete(number);
      uncalled.set(module, left);
    }
  });
}

test('every function of every module is called by one of the routines', () => {
  assert.deepEqual([...uncalled].filter(([, left]) => left.size > 0), []);
});

test('the document of the kernels has the table of what is proven (npm run proofs -- --write)', () => {
  assert.equal(embedded(documentAt('lib/kernels/README.md').text, 'proofs'), table(coverages));
});
