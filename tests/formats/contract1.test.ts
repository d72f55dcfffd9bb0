import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ledger, locateDifference, readLedger, verifyLedger } from '../../lib/audit/index.ts';
import { ARITHMETIC_CONTRACT } from '../../lib/core/contract.ts';
import { fromBase64 } from '../../lib/core/base64.ts';
import { pack, unpack } from '../../lib/formats/container.ts';
import { load, save } from '../../lib/formats/index.ts';
import type { FitOptions, Model } from '../../lib/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { assertVerified } from '../audit/ledgers.ts';
import { build, digest, even, uneven, x, y, type Files } from '../vectors/contract1.ts';

const { checkpoints, ledgers } =
  JSON.parse(readFileSync(new URL('../vectors/contract1.json', import.meta.url), 'utf8')) as Files;

const open = (name: string, kernels: 'reference' | 'simd' = 'simd'): Model =>
  load(Buffer.from(checkpoints[name].bytes, 'base64'), { kernels: createKernels(kernels) });

/** What training that goes on from a checkpoint of contract 1 comes to, and the model. */
async function goneOn(name: string, options: FitOptions): Promise<Model> {
  const model = open(name);
  await model.fit(x, y, { ...options, resume: model.position !== undefined });
  return model;
}

test('checkpoints of contract 1 load, with the epochs begun that their History has, and are saved as files of this '
  + 'contract', () => {
  const begun = { fresh: 0, within: 2, whole: 2, withinASecondFit: 2, accumulating: 2, accumulatingUnevenly: 2 };
  for (const [name, epochs] of Object.entries(begun)) {
    const model = open(name), again = save(model), text = Buffer.from(again).toString('latin1');
    assert.equal(model.epochsBegun, epochs, name);
    assert.ok(text.includes(`"contract":${ARITHMETIC_CONTRACT},`) && text.includes(`"epochsBegun":${epochs}`), name);
    assert.deepEqual(save(load(again)), again, name);
  }
  assert.equal(Object.keys(begun).length, Object.keys(checkpoints).length);
});

test('a model says under which contracts its first steps were done, and so do its files and its ledgers', async () => {
  const model = open('within'), { steps } = model, earlier = [{ contract: 1, until: steps }];
  assert.ok(steps > 0);
  assert.deepEqual([open('fresh').earlierContracts, build().earlierContracts], [[], []]);
  assert.deepEqual(model.earlierContracts, earlier);
  const book = ledger();
  await model.fit(x, y, { ...uneven, resume: true, callbacks: [book] });
  assert.ok(model.steps > steps);
  const first = fromBase64(readLedger(book.bytes()).header.checkpoint);
  assert.ok(first);
  for (const later of [model, load(save(model)), load(first)]) {
    assert.deepEqual(later.earlierContracts, earlier);
  }
});

test('a model that is put back to an earlier step has the contracts up to there, and can be saved', () => {
  const model = open('within'), { steps } = model;
  model.steps = steps + 5;
  assert.deepEqual(model.earlierContracts, [{ contract: 1, until: steps }]);
  model.steps = 2;
  assert.deepEqual(load(save(model)).earlierContracts, [{ contract: 1, until: 2 }]);
  assert.ok(Object.isFrozen(model.earlierContracts[0]));
  model.steps = 0;
  assert.deepEqual(load(save(model)).earlierContracts, []);
});

test('what is no list of earlier contracts is refused, by a model and in a file', () => {
  const model = open('within'), { steps } = model;
  const refused: readonly (readonly [unknown, RegExp])[] = [
    [{}, /^TypeError: sequential: earlierContracts must be an array/],
    [[1], /^TypeError: sequential: earlierContracts\[0\] must be a plain object/],
    [[{ contract: 0, until: 1 }], /^RangeError: sequential: earlierContracts\[0\]\.contract must be .* 1 to 1, got 0/],
    [[{ contract: 2, until: 1 }], /^RangeError: .*contract must be/],
    [[{ contract: 1, until: 0 }], /^RangeError: .*until must be/],
    [[{ contract: 1, until: steps + 1 }], /^RangeError: .*until must be/],
    [[{ contract: 1, until: 1 }, { contract: 1, until: 2 }], /^RangeError: .*earlierContracts\[1\]\.contract must be/],
  ];
  for (const [value, message] of refused) {
    assert.throws(() => { Reflect.set(model, 'earlierContracts', value); }, message);
  }
  const { manifest, tensors } = unpack('test', save(model));
  for (const until of [0, steps + 1]) {
    const forged = pack({ manifest: { ...manifest, earlierContracts: [{ contract: 1, until }] }, tensors });
    assert.throws(() => load(forged), /^FormatError: load: bytes must describe a model: .*until must be/);
  }
});

test('training goes on from them to the bits of contract 1, where nothing that it uses has changed', async () => {
  for (const name of ['fresh', 'within', 'whole', 'withinASecondFit']) {
    assert.equal(digest(await goneOn(name, uneven)), checkpoints[name].resumed, name);
  }
  assert.equal(digest(await goneOn('accumulating', even)), checkpoints.accumulating.resumed);
});

test('a new fit of one of them has the orders after those of its History', async () => {
  const model = open('whole'), whole = build();
  await model.fit(x, y, { ...uneven, epochs: 2 });
  await whole.fit(x, y, uneven);
  assert.equal(digest(model), digest(whole));
});

test('gradients that wait for a step count by the batch size of the History, and the end of an '
  + 'epoch takes a step with what there is', async () => {
  const { optimizer, theta } = open('accumulating');
  assert.deepEqual(
    [optimizer.getWeights(theta).scalars.accumulated, optimizer.getWeights(theta).accumulatedExamples], [1, [3, 3]],
  );
  const uneven3 = await goneOn('accumulatingUnevenly', uneven);
  // one of two batches, then two of three and one
  assert.equal(uneven3.optimizer.iterations(uneven3.theta), 2 + 1 + 2 + 2);
  assert.notEqual(digest(uneven3), checkpoints.accumulatingUnevenly.resumed);
});

for (const name of ['first', 'second', 'resumed', 'accumulating']) {
  test(`a ledger of contract 1 verifies: ${name}`, async () => {
    const bytes = Buffer.from(ledgers[name], 'latin1');
    const steps = readLedger(bytes).records.filter((record) => 'step' in record).length;
    assertVerified(await verifyLedger(bytes, { x, y }), steps);
    assert.equal((await verifyLedger(bytes, { x, y }, { kernels: createKernels('simd'), steps: [steps] })).ok, true);
  });
}

for (const [name, reason] of [
  ['accumulatingUnevenly', 'accumulates gradients over uneven batches or epochs\' ends'],
  ['batchNormalization', 'has a layer of batchNormalization'],
  ['layerNormalization', 'has a layer of layerNormalization'],
]) test(`one whose bits contract 2 has changed is answered with the version that verifies it: ${name}`, async () => {
  const bytes = Buffer.from(ledgers[name], 'latin1');
  const message = new RegExp('^\\w+: the ledger must be of a training that .*, or be verified by bitgrad of contract '
    + `1, as it was at commit 83d095d, got one of contract 1 that ${reason}$`);
  await assert.rejects(verifyLedger(bytes, { x, y }), { name: 'FormatError', message });
  await assert.rejects(
    locateDifference(bytes, { x, y }, { suspect: createKernels('simd') }), { name: 'FormatError', message },
  );
});
