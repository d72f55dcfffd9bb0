import { test } from 'node:test';
import { checkMutations } from '../exchange/kerasMutations.ts';

for (const library of ['keras', 'tfjs'] as const) {
  test(`100,000 mutated files of ${library} load or are refused, nothing else`, async () => {
    await checkMutations(library, 100_000);
  });
}
