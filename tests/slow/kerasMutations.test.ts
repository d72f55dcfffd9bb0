import { test } from 'node:test';
import { checkMutations, MUTATED } from '../exchange/kerasMutations.ts';

for (const format of MUTATED) {
  test(`100,000 mutated files of ${format} load or are refused, nothing else`, async () => {
    await checkMutations(format, 100_000);
  });
}
