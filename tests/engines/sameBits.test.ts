/**
 * The first steps of the trainings of `bitgrad same-bits`, on this engine.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constraints } from '../../lib/constraints/index.ts';
import { initializers } from '../../lib/initializers/index.ts';
import { activations } from '../../lib/layers/index.ts';
import { losses } from '../../lib/losses/index.ts';
import { optimizerFamily, scheduleFamily } from '../../lib/optimizers/registry.ts';
import { regularizers } from '../../lib/regularizers/index.ts';
import { compare } from '../../scripts/sameBits/compare.ts';
import { expectedHashes } from '../../scripts/sameBits/expected.ts';
import { EVERY, train, waysOf, type Outcome, type Way } from './train.ts';
import { trainings } from './trainings.ts';

const expected = expectedHashes(), names = trainings.map(({ name }) => name);

test('every member of every family is trained', () => {
  const members: readonly (readonly [family: string, names: readonly string[]])[] = [
    ['optimizer', optimizerFamily.names], ['schedule', scheduleFamily.names], ['activation', Object.keys(activations)],
    ['loss', Object.keys(losses)], ['initializer', Object.keys(initializers)],
    ['regularizer', Object.keys(regularizers)], ['constraint', Object.keys(constraints)],
  ];
  for (const [family, all] of members) {
    for (const name of all) assert.ok(names.some((each) => `${each} `.startsWith(`${family} ${name} `)), name);
  }
});

test('hashes are recorded for every training, and for nothing else (bitgrad same-bits --record)', () => {
  assert.deepEqual(Object.keys(expected), names);
  assert.equal(new Set(names).size, names.length);
});

test('no training stands still', () => {
  for (const [name, hashes] of Object.entries(expected)) assert.equal(new Set(hashes).size, hashes.length, name);
});

const isOptimizer = (name: string): boolean => name.startsWith('optimizer');
/** The reference takes long for networks that read digits, so a few do. */
const some = names.filter((name, i) => !name.startsWith('deep') && (!isOptimizer(name) || i % 10 === 0));

async function firstOf(way: Way, wanted: readonly string[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  await train(way, (name) => wanted.includes(name), (outcome) => { outcomes.push(outcome); }, EVERY);
  return outcomes;
}

for (const kernels of ['reference', 'simd'] as const) {
  for (const way of waysOf(kernels)) {
    const title = `${kernels}, batches ${way.split ? 'split' : 'whole'}`;
    test(`the first ${EVERY} steps have the bits expected: ${title}`, async () => {
      const wanted = kernels === 'simd' ? names : some;
      const outcomes = await firstOf(way, wanted);
      assert.equal(outcomes.length, wanted.length);
      const firsts = Object.fromEntries(Object.entries(expected).map(([name, [hash]]) => [name, [hash]]));
      const { differences, whole } = compare('this engine', wanted, outcomes, firsts);
      assert.deepEqual(differences, []);
      // In shards a batch is split as it is: each shard is smaller than a part.
      const coupled = wanted.filter((name) => /batch ?normalization(?!, in shards)/i.test(name));
      assert.equal(whole, way.split ? coupled.length : 0);
    });
  }
}

for (const threads of [2, 3, 7]) {
  test(`the first ${EVERY} steps have the bits expected where ${threads} threads share them`, async () => {
    const wanted = names.filter((_, i) => i % 21 === threads), split = threads === 3;
    const outcomes = await firstOf({ kernels: 'simd', threads, split }, wanted);
    const firsts = Object.fromEntries(Object.entries(expected).map(([name, [hash]]) => [name, [hash]]));
    const { differences, compared } = compare('this engine', wanted, outcomes, firsts);
    assert.deepEqual(differences, []);
    assert.ok(compared > 5);
  });
}
