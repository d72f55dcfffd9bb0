import { test } from 'node:test';
import { checkMutations } from '../exchange/kerasMutations.ts';

test('100,000 mutated files of Keras and TensorFlow.js load or are refused, nothing else', async () => {
  await checkMutations(100_000);
});
