import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ledger, readLedger, verifyLedger, type LedgerOptions, type Verification } from '../../lib/audit/index.ts';
import { littleEndian } from '../../lib/audit/ledger/arrayDigest.ts';
import { dataDigests } from '../../lib/audit/ledger/dataDigests.ts';
import {
  adam, batchNormalization, dense, dropout, learningRateScheduler, sequential, sgd, type Callback, type Sequential,
} from '../../lib/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { Dense, type Layer, type LayerConfig } from '../../lib/layers/index.ts';
import {
  assertDiffers, assertVerified, BATCH, EPOCHS, flip, fromLines, linesOf, plain, STEPS, text, written, x, y, type Run,
} from './ledgers.ts';

for (const [made, checked] of [['reference', 'simd'], ['simd', 'reference'], ['reference', 'reference']] as const) {
  test(`a ledger made on the ${made} table verifies on the ${checked} table`, async () => {
    const verification =
      await verifyLedger(await written({ kernels: made }), { x, y }, { kernels: createKernels(checked) });
    assertVerified(verification, STEPS);
  });
}

test('both tables write the same bytes', async () => {
  assert.deepEqual(await written({ kernels: 'simd' }), await written({ kernels: 'reference' }));
});

const variants: Readonly<Record<string, Run & { data?: object }>> = {
  'plain gradient descent': { optimizer: sgd({ learningRate: 0.1 }) },
  'noise and moving averages': {
    layers: [
      dense({ units: 6, inputShape: [3] }), batchNormalization(), dropout({ rate: 0.3 }),
      dense({ units: 2, activation: 'softmax' }),
    ],
  },
  'a callback that changes the rate': { before: [learningRateScheduler({ schedule: (epoch) => 0.01 / (epoch + 1) })] },
  'batches in parts': { maxBatch: 3 },
  'the order as it stands': { fit: { shuffle: false } },
  'whole batches moved': { fit: { shuffle: 'batch' } },
  'one batch': { fit: { batchSize: 'full' } },
  'a part of the examples': { fit: { validationSplit: 0.3 } },
  'an end in mid-epoch': { fit: { maxIterations: 8 } },
  'weights of examples and classes': {
    fit: { sampleWeight: y.map((_, i) => i / 10), classWeight: { 1: 3 } },
    data: { sampleWeight: y.map((_, i) => i / 10), classWeight: { 1: 3 } },
  },
};
for (const [name, { data, ...run }] of Object.entries(variants)) {
  test(`${name}: verifies, on the other table too`, async () => {
    const bytes = await written(run);
    for (const kernels of ['reference', 'simd'] as const) {
      const verification = await verifyLedger(bytes, { x, y, ...data }, { kernels: createKernels(kernels) });
      assert.equal(verification.ok, true, JSON.stringify(verification));
    }
  });
}

test('a chain is the SHA-256 of all bytes before its line', async () => {
  const lines = linesOf(await written());
  const chained = lines.flatMap((line, i) => (line.includes('"chain"') ? [i] : []));
  assert.ok(chained.length >= EPOCHS + 1);
  for (const i of chained) {
    const before = createHash('sha256').update(lines.slice(0, i).map((line) => `${line}\n`).join('')).digest('hex');
    assert.equal((JSON.parse(lines[i]) as { chain: string }).chain, before);
  }
});

test('a state holds the SHA-256 of θ as little-endian bytes, and a step the bits of its loss', async () => {
  const losses: number[] = [], thetas: string[] = [];
  const watch: Callback = {
    onBatchEnd(_batch, { loss }, model: Sequential) {
      losses.push(loss);
      const view = new DataView(new ArrayBuffer(4 * model.theta.length));
      model.theta.forEach((value, i) => view.setFloat32(4 * i, value, true));
      thetas.push(createHash('sha256').update(view).digest('hex'));
    },
  };
  const { records } = readLedger(await written({ options: { every: 1 }, before: [watch] }));
  const steps = records.flatMap((record) => ('loss' in record ? [record.loss] : []));
  const bits = new DataView(new ArrayBuffer(8));
  assert.deepEqual(
    steps, losses.map((loss) => (bits.setFloat64(0, loss) , bits.getBigUint64(0).toString(16).padStart(16, '0'))),
  );
  for (const record of records) if ('state' in record) assert.equal(record.theta, thetas[record.state - 1]);
});

test('steps asked for are done from the checkpoint before them', async () => {
  const bytes = await written();
  const perEpoch = STEPS / EPOCHS;
  assertVerified(await verifyLedger(bytes, { x, y }, { steps: [perEpoch + 2] }), STEPS, 2);
  assertVerified(await verifyLedger(bytes, { x, y }, { steps: [2 * perEpoch + 1, 3] }), STEPS, 4);
});

test('without room for checkpoints all is done from the start', async () => {
  const bytes = await written({ options: { checkpointBytes: 0 } });
  assertVerified(await verifyLedger(bytes, { x, y }, { steps: [STEPS] }), STEPS);
});

test('checkpoints are made as long as there is room, and one more to see that there is none', async () => {
  let saved = 0;
  class Counted extends Dense {
    override getConfig(): LayerConfig {
      saved++;
      return super.getConfig();
    }
  }
  const layers = (): Layer[] => [new Counted({ units: 2, activation: 'softmax', inputShape: [3] })];
  // the header's is one of them
  for (const [checkpointBytes, times] of [[0, 1], [1, 2], [2 ** 20, 1 + EPOCHS]] as const) {
    saved = 0;
    await written({ layers: layers(), options: { checkpointBytes } });
    assert.equal(saved, times);
  }
});

test('a shortened ledger is refused, unless it may be incomplete', async () => {
  const lines = linesOf(await written());
  for (let length = 1; length < lines.length; length++) {
    const short = fromLines(lines.slice(0, length));
    assertDiffers(await verifyLedger(short, { x, y }), { what: 'end', line: length + 1 });
    assert.equal((await verifyLedger(short, { x, y }, { allowIncomplete: true })).ok, true);
  }
});

test('a torn last line is recognised, and left aside where the ledger may be incomplete', async () => {
  const bytes = await written();
  const start = text(bytes).lastIndexOf('\n', bytes.length - 2) + 1;
  for (let length = start + 1; length < bytes.length; length += 7) {
    const torn = bytes.slice(0, length);
    const refused = await verifyLedger(torn, { x, y });
    assertDiffers(refused, { what: 'record', step: STEPS });
    assert.match((refused as Verification & { ok: false }).message, /torn/);
    assertVerified(await verifyLedger(torn, { x, y }, { allowIncomplete: true }), STEPS);
  }
});

test('other data than were trained on are named', async () => {
  const bytes = await written();
  const otherX = x.slice(), otherY = [...y];
  flip(otherX, 40);
  otherY[3] = otherY[3] === 1 ? 0 : 1;
  assertDiffers(await verifyLedger(bytes, { x: otherX, y }), { what: 'data', step: 0, line: 1 });
  assertDiffers(await verifyLedger(bytes, { x, y: otherY }), { what: 'data', step: 0, line: 1 });
  assertDiffers(
    await verifyLedger(bytes, { x: x.subarray(0, 30), y: y.slice(0, 10) }), { what: 'data', step: 0, line: 1 },
  );
  assertDiffers(await verifyLedger(bytes, { x, y, sampleWeight: y.map(() => 1) }), { what: 'data', step: 0, line: 1 });
});

test('what does not begin as a ledger does is refused with a FormatError', async () => {
  const header = linesOf(await written())[0];
  const other = (change: (json: Record<string, unknown>) => void): Uint8Array => {
    const json = JSON.parse(header) as Record<string, unknown>;
    change(json);
    return fromLines([JSON.stringify(json)]);
  };
  const wrong = [
    new Uint8Array(), new Uint8Array(100), fromLines(['']), fromLines(['{}']), other((json) => { json.version = 2; }),
    other((json) => { json.contract = 3; }), other((json) => { delete json.begun; }),
    other((json) => { json.contract = 1; }),
    other((json) => { delete json.checkpoint; }), other((json) => { json.every = 0; }),
    other((json) => { json.extra = 1; }),
  ];
  for (const bytes of wrong) await assert.rejects(verifyLedger(bytes, { x, y }), { name: 'FormatError' });
  const badCheckpoint = other((json) => { json.checkpoint = 'AAAA'; });
  await assert.rejects(verifyLedger(badCheckpoint, { x, y }, { allowIncomplete: true }), { name: 'FormatError' });
});

test('write takes whole lines with each state, and all of them make the ledger', async () => {
  const parts: Uint8Array[] = [];
  const write = (lines: Uint8Array): void => { parts.push(lines.slice()); };
  // bytes() has none
  await assert.rejects(written({ options: { write } }), /^StateError: ledger: the lines have been given to write/);
  assert.ok(parts.length > STEPS / 4);
  for (const part of parts) assert.equal(part[part.length - 1], 10);
  assert.deepEqual(new Uint8Array(Buffer.concat(parts)), await written());
});

test('options and a second fit are refused by name, and a ledger does not outgrow maxBytes', async () => {
  assert.throws(() => ledger({ every: 0 }), /^RangeError: ledger: every must be a positive integer, got 0$/);
  assert.throws(() => ledger({ maxBytes: 1.5 }), /ledger: maxBytes/);
  assert.throws(() => ledger({ each: 3 } as LedgerOptions), /ledger: unknown option 'each'/);
  const model = sequential(plain());
  model.compile({ optimizer: sgd(), loss: 'sparseCategoricalCrossentropy' });
  const book = ledger();
  await model.fit(x, y, { callbacks: [book] });
  const bytes = book.bytes();
  await assert.rejects(model.fit(x, y, { callbacks: [book] }), /^StateError: ledger: a ledger holds one fit/);
  assert.deepEqual(book.bytes(), bytes);
  await assert.rejects(
    written({ options: { maxBytes: 9000 } }), /^StateError: ledger: the ledger must have at most maxBytes = 9000 bytes/,
  );
  const beyond = verifyLedger(await written(), { x, y }, { steps: [STEPS + 1] });
  await assert.rejects(beyond, /^RangeError: verifyLedger: steps\[0\] must be an integer from 1 to 18, got 19$/);
});

test('bytes are little-endian whatever the machine', () => {
  const array = Float32Array.of(1, -2.5, 3e-40);
  const swapped = new Float32Array(3), from = new Uint8Array(array.buffer), to = new Uint8Array(swapped.buffer);
  for (let i = 0; i < 12; i++) to[i] = from[i - (i % 4) + 3 - (i % 4)];
  assert.deepEqual(littleEndian(swapped, false), littleEndian(array, true));
});

test('training that is resumed within an epoch is verified from there', async () => {
  const model = sequential(plain(), { seed: 5 });
  model.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy' });
  await model.fit(x, y, { batchSize: BATCH, epochs: EPOCHS, maxIterations: 8 });
  const book = ledger({ every: 4 });
  await model.fit(x, y, { batchSize: BATCH, epochs: EPOCHS, resume: true, callbacks: [book] });
  const bytes = book.bytes();
  assertVerified(await verifyLedger(bytes, { x, y }), STEPS - 8);
  // from the end of the epoch
  assertVerified(await verifyLedger(bytes, { x, y }, { steps: [6] }), STEPS - 8, 2);
});

test('a training that an error ends has a whole ledger', async () => {
  const model = sequential(plain(), { seed: 5 });
  model.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy' });
  const book = ledger({ every: 4 });
  const failing: Callback = { onBatchEnd: (batch) => { if (batch === 3) throw new Error('enough'); } };
  await assert.rejects(model.fit(x, y, { batchSize: BATCH, callbacks: [book, failing] }), /enough/);
  const bytes = book.bytes();
  assertVerified(await verifyLedger(bytes, { x, y }), 4);
  assert.match(linesOf(bytes).at(-1) ?? '', /"end":4,"reason":"running"/);
});

test('a ledger at its limit of bytes keeps to it, and is whole', async () => {
  const limits = [
    [4, 9000, 2 ** 24, BATCH], [4, 6900, 0, BATCH], [4, 7000, 0, BATCH], [4, 7100, 0, BATCH], [1000, 5600, 0, 1],
  ] as const;
  for (const [every, maxBytes, checkpointBytes, batchSize] of limits) {
    const model = sequential(plain(), { seed: 5 }), book = ledger({ every, maxBytes, checkpointBytes });
    model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'sparseCategoricalCrossentropy' });
    await assert.rejects(
      model.fit(x, y, { batchSize, epochs: 99, callbacks: [book] }),
      /^StateError: ledger: the ledger must have at most maxBytes/,
    );
    const bytes = book.bytes();
    assert.ok(bytes.length <= maxBytes && bytes.length > maxBytes / 2, `${bytes.length} of ${maxBytes}`);
    assert.equal((await verifyLedger(bytes, { x, y })).ok, true);
  }
});

test('where θ has become NaN, write is given the steps up to there', async () => {
  const parts: Uint8Array[] = [];
  const spoil: Callback = { onStep: (batch, _loss, _size, model) => { if (batch === 2) model.theta[0] = NaN; } };
  const failing =
    written({ options: { every: 100, write: (lines) => { parts.push(lines); } }, fit: { callbacks: [spoil] } });
  await assert.rejects(failing, /^NonFiniteError: fit: the loss is not finite in epoch 0, batch 3/);
  const { records, flaw, isComplete } = readLedger(new Uint8Array(Buffer.concat(parts)));
  assert.deepEqual([records.length, flaw, isComplete], [3, undefined, false]);
});

test('a fit that does not get as far as the header leaves the ledger empty', async () => {
  const failing: Callback = { onTrainBegin: () => { throw new Error('not today'); } };
  const book = ledger(), model = sequential(plain());
  model.compile({ optimizer: sgd(), loss: 'sparseCategoricalCrossentropy' });
  await assert.rejects(model.fit(x, y, { callbacks: [failing, book] }), /not today/);
  assert.equal(book.bytes().length, 0);
});

test('the digest of weights has those of all steps of the examples, and of no others', async () => {
  const weights = Float32Array.of(1, 0.5, 2, 1, 3, 1);
  const digest = async (own: Float32Array, samples: number): Promise<string | undefined> => {
    const examples = { who: 'test', count: 2, x: [Float32Array.of(1, 2)], y: [[0, 1, 0, 1, 1, 0]], weights: [own] };
    return (await dataDigests(examples, samples)).weights;
  };
  for (const samples of [1, 2]) {
    for (let at = 0; at < weights.length; at++) {
      const others = weights.map((weight, i) => (i === at ? 7 : weight));
      const isSeen = await digest(others, samples) !== await digest(weights, samples);
      assert.equal(isSeen, at < 3 * samples, `weight ${at} of ${samples}`);
    }
  }
});
