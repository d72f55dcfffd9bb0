import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataDigests } from '../../lib/audit/ledger/dataDigests.ts';
import type { ArraysHeader } from '../../lib/audit/index.ts';
import { normalize } from '../../lib/data/index.ts';
import { readMnist } from '../../lib/node/index.ts';
import { UsageError } from '../../scripts/command/usageError.ts';
import { MNIST, expectArrays, expectData } from '../../scripts/verify/namedData.ts';

const header = (x: string, samples: number): ArraysHeader => ({
  bitgrad: 'ledger', version: 1, contract: 1, layers: [], parameters: 0, optimizer: '', loss: '', seed: 0, steps: 0,
  every: 1,
  batchSize: 1, samples, shuffle: true, data: { x, y: '' }, checkpoint: '',
});

test('a ledger of MNIST says so before anything is loaded, and which options name its data', () => {
  const given = { data: undefined, seed: 0, normalize: false }, there = { ...given, data: 'data/mnist' };
  const wrong: readonly (readonly [ArraysHeader, typeof there | typeof given, RegExp])[] = [
    [
      header(MNIST.pixels, 60_000), given,
      /^--data must be the folder of MNIST's four files, for the ledger is of its 60,000 images, got none$/,
    ],
    [
      header(MNIST.normalized, 60_000), given,
      /^--data must be the folder of MNIST's four files, with --normalize, for the ledger is of /,
    ],
    [header(MNIST.normalized, 60_000), there, /^--normalize must be given, as it was where the ledger was written$/],
    [
      header(MNIST.pixels, 60_000), { ...there, normalize: true },
      /^--normalize must be absent, as it was where the ledger was written$/,
    ],
    [
      header('ab', 54_000), given,
      /^--data must be the folder of the ledger's 54,000 examples, for the built-in digits are fewer, got none$/,
    ],
  ];
  for (const [own, options, message] of wrong) {
    assert.throws(
      () => expectData(own, options), (error) => error instanceof UsageError && message.test(error.message),
      String(message),
    );
  }
  expectData(header(MNIST.pixels, 60_000), there);
  expectData(header(MNIST.normalized, 60_000), { ...there, normalize: true });
  expectData(header('ab', 40_000), given);
});

const MNIST_DIR = process.env.MNIST_DIR;

test('the digests are those of MNIST', { skip: MNIST_DIR ? false : 'MNIST_DIR is not set' }, async () => {
  const { train: { x, y } } = await readMnist(MNIST_DIR ?? ''), count = y.length;
  const digest = async (pixels: Float32Array): Promise<string> =>
    (await dataDigests({ who: 'verify', x: [pixels], y: [y], weights: [], count }, count)).x;
  assert.deepEqual(
    { samples: count, pixels: await digest(x), normalized: await digest(normalize(x, [count, 28, 28])) }, MNIST,
  );
});

test('of a ledger on a source it says how it is verified', () => {
  const { batchSize: _, samples: __, shuffle: ___, data: ____, ...rest } = header('ab', 1);
  assert.throws(() => expectArrays({ ...rest, version: 2 }), (error) => error instanceof UsageError
    && /got one on a source, which is code: give it by --module, a module that exports source/.test(error.message));
});
