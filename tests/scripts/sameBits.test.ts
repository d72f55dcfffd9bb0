import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from '../../scripts/sameBits/compare.ts';
import { runScript } from './runScript.ts';

const simd = { kernels: 'simd', split: false } as const, split = { kernels: 'reference', split: true } as const;
const expected = { adam: ['a1', 'a2', 'a3'], relu: ['b1', 'b2', 'b3'] };

test('what is equal is counted, and what cannot be split is counted by itself', () => {
  const outcomes = [
    { ...split, name: 'adam', hashes: expected.adam }, { ...split, name: 'relu', whole: true },
  ] as const;
  const tally = compare('Bun 1', ['adam', 'relu'], outcomes, expected);
  assert.deepEqual(tally, { equal: 3, compared: 3, whole: 1, differences: [] });
});

test('a difference names training, engine, way, the first step that differs, and both hashes', () => {
  const outcomes = [
    { ...simd, name: 'adam', hashes: ['a1', 'xx', 'a3'] }, { ...simd, name: 'relu', hashes: ['b1', 'b2'] },
  ];
  assert.deepEqual(compare('Deno 2', ['adam', 'relu'], outcomes, expected), {
    equal: 4, compared: 6, whole: 0,
    differences: [
      'adam, Deno 2, SIMD, step 100: expected a2, got xx', 'relu, Deno 2, SIMD, step 150: expected b3, got none',
    ],
  });
});

test('a training that fails, one that is left out, and one of which nothing is recorded, are differences', () => {
  const outcomes = [
    { ...split, name: 'adam', error: 'out of memory' }, { ...split, name: 'new', hashes: ['c1', 'c2', 'c3'] },
  ];
  const { equal, differences } = compare('Node 1', ['adam', 'new', 'lost'], outcomes, expected);
  assert.equal(equal, 0);
  assert.deepEqual(differences, [
    'lost, Node 1: nothing came of it',
    'adam, Node 1, reference, batches split: out of memory',
    'new, Node 1, reference, batches split: nothing is recorded of it; same-bits --record does that',
  ]);
});

test('a word that is in no training\'s name, and an engine that there is not, are refused', async () => {
  const word = await runScript('same-bits', 'zzz'), engine = await runScript('same-bits', '--engines', 'netscape');
  assert.deepEqual([word.status, engine.status], [2, 2]);
  assert.match(word.stderr, /^bitgrad same-bits: no training's name contains zzz; --help lists the options\n$/);
  assert.match(engine.stderr, /--engines must be one of node\d+, .*, firefox, got 'netscape'/);
});

test('--record takes no words', async () => {
  const { status, stderr } = await runScript('same-bits', '--record', 'adam');
  assert.equal(status, 2);
  assert.match(stderr, /--record takes no words: it records all trainings/);
});
