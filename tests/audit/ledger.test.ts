import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ledger, locateDifference, readLedger, verifyLedger, type LedgerOptions, type Verification } from '../../lib/audit/index.ts';
import {
  adam, batchNormalization, dense, dropout, learningRateScheduler, sequential, sgd, type Callback, type FitOptions, type Layer, type Optimizer, type Sequential,
} from '../../lib/index.ts';
import { createKernels, type Kernels, type KernelsName } from '../../lib/kernels/index.ts';
import { epochOrder } from '../../lib/model/epochOrder.ts';
import { littleEndian } from '../../lib/audit/ledger/digest.ts';
import { Philox } from '../../lib/core/philox.ts';

const EXAMPLES = 23, BATCH = 4, EPOCHS = 3;
/** The last step of an epoch takes three examples. */
const STEPS = EPOCHS * Math.ceil(EXAMPLES / BATCH);

const random = new Philox(7, 0);
const x = Float32Array.from({ length: EXAMPLES * 3 }, () => random.nextFloat() * 2 - 1);
const y = Array.from({ length: EXAMPLES }, (_, i) => (x[3 * i] + x[3 * i + 1] * x[3 * i + 2] > 0 ? 1 : 0));

interface Run {
  readonly kernels?: KernelsName;
  readonly layers?: readonly Layer[];
  readonly optimizer?: Optimizer;
  readonly options?: LedgerOptions;
  readonly fit?: FitOptions;
  readonly before?: readonly Callback[];
  readonly maxBatch?: number;
}

const plain = (): Layer[] => [dense({ units: 5, activation: 'tanh', inputShape: [3] }), dense({ units: 2, activation: 'softmax' })];

/** Trains under a ledger and gives its bytes. */
async function written(run: Run = {}): Promise<Uint8Array> {
  const { kernels = 'reference', layers = plain(), optimizer = adam(), options = {}, fit = {}, before = [], maxBatch = 8 } = run;
  const model = sequential(layers, { seed: 5, maxBatch, kernels: createKernels(kernels) });
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
  const book = ledger({ every: 4, ...options });
  await model.fit(x, y, { batchSize: BATCH, epochs: EPOCHS, ...fit, callbacks: [...before, book, ...(fit.callbacks ?? [])] });
  return book.bytes();
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const linesOf = (bytes: Uint8Array): string[] => text(bytes).split('\n').slice(0, -1);
const fromLines = (lines: readonly string[]): Uint8Array => new Uint8Array(Buffer.from(lines.map((line) => `${line}\n`).join('')));

function assertDiffers(verification: Verification, wanted: Partial<Verification & { ok: false }>, message?: string): void {
  assert.equal(verification.ok, false, message);
  for (const [name, value] of Object.entries(wanted)) assert.equal(verification[name as keyof Verification], value, message ?? name);
}

for (const [made, checked] of [['reference', 'simd'], ['simd', 'reference'], ['reference', 'reference']] as const) {
  test(`a ledger made on the ${made} table verifies on the ${checked} table`, async () => {
    const verification = await verifyLedger(await written({ kernels: made }), { x, y }, { kernels: createKernels(checked) });
    assert.deepEqual(verification, { ok: true, steps: STEPS, replayed: STEPS });
  });
}

test('both tables write the same bytes', async () => {
  assert.deepEqual(await written({ kernels: 'simd' }), await written({ kernels: 'reference' }));
});

const variants: Readonly<Record<string, Run & { data?: object }>> = {
  'plain gradient descent': { optimizer: sgd({ learningRate: 0.1 }) },
  'noise and moving averages': {
    layers: [dense({ units: 6, inputShape: [3] }), batchNormalization(), dropout({ rate: 0.3 }), dense({ units: 2, activation: 'softmax' })],
  },
  'a callback that changes the rate': { before: [learningRateScheduler({ schedule: (epoch) => 0.01 / (epoch + 1) })] },
  'batches in parts': { maxBatch: 3 },
  'the order as it stands': { fit: { shuffle: false } },
  'whole batches moved': { fit: { shuffle: 'batch' } },
  'one batch': { fit: { batchSize: 'full' } },
  'a part of the examples': { fit: { validationSplit: 0.3 } },
  'an end in mid-epoch': { fit: { maxIterations: 8 } },
  'weights of examples and classes': {
    fit: { sampleWeight: y.map((_, i) => i / 10), classWeight: { 1: 3 } }, data: { sampleWeight: y.map((_, i) => i / 10), classWeight: { 1: 3 } },
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
  assert.deepEqual(steps, losses.map((loss) => (bits.setFloat64(0, loss), bits.getBigUint64(0).toString(16).padStart(16, '0'))));
  for (const record of records) if ('state' in record) assert.equal(record.theta, thetas[record.state - 1]);
});

test('steps asked for are done from the checkpoint before them', async () => {
  const bytes = await written();
  const perEpoch = STEPS / EPOCHS;
  assert.deepEqual(await verifyLedger(bytes, { x, y }, { steps: [perEpoch + 2] }), { ok: true, steps: STEPS, replayed: 2 });
  assert.deepEqual(await verifyLedger(bytes, { x, y }, { steps: [2 * perEpoch + 1, 3] }), { ok: true, steps: STEPS, replayed: 4 });
});

test('without room for checkpoints all is done from the start', async () => {
  const bytes = await written({ options: { checkpointBytes: 0 } });
  assert.deepEqual(await verifyLedger(bytes, { x, y }, { steps: [STEPS] }), { ok: true, steps: STEPS, replayed: STEPS });
});

/** Flips a bit of an element, counted over the whole array. */
function flip(array: Float32Array | Uint32Array | Int32Array, position: number): void {
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength)[position >> 3] ^= 1 << (position & 7);
}

const bitsIn = (array: Float32Array | Uint32Array | Int32Array): number => 8 * array.byteLength;
const TRIALS = 250;

/** Trains with a fault in step `step`, before the ledger sees it. */
function faulty(step: number, fault: (model: Sequential) => void): Promise<Uint8Array> {
  let done = 0;
  const before: Callback = { onStep: (_batch, _loss, _size, model) => { if (++done === step) fault(model); } };
  return written({ options: { every: 1 }, before: [before], fit: { epochs: 2 } });
}

const flipped: Readonly<Record<string, (model: Sequential) => Float32Array>> = {
  weight: ({ theta }) => theta, slot: ({ optimizer, theta }) => optimizer.getSlot(theta, 'v'),
};
for (const [what, part] of Object.entries(flipped)) {
  test(`one bit of any ${what}, flipped in training, is found and its step named: ${TRIALS} seeded trials`, async () => {
    const draws = new Philox(11, what.length);
    let ended = 0;
    for (let trial = 0; trial < TRIALS; trial++) {
      const step = 1 + draws.nextBelow(12);
      const bytes = await faulty(step, (model) => {
        const array = part(model);
        flip(array, draws.nextBelow(bitsIn(array)));
      }).catch((error: Error) => error);
      if (bytes instanceof Error) { // a number so large that training or the ledger finds a NaN at once
        assert.equal(bytes.name, 'NonFiniteError', `trial ${trial}`);
        ended++;
        continue;
      }
      assertDiffers(await verifyLedger(bytes, { x, y }), { step, what: what === 'weight' ? 'theta' : 'slots' }, `trial ${trial}`);
    }
    assert.ok(ended < TRIALS / 20);
  });
}

test(`one bit of any batch index is found and its step named: ${TRIALS} seeded trials`, async () => {
  const draws = new Philox(12, 0);
  for (let trial = 0; trial < TRIALS; trial++) {
    const place = draws.nextBelow(EXAMPLES), epoch = draws.nextBelow(2), bit = draws.nextBelow(4);
    const before: Callback = {
      onEpochBegin(at, _model, order) {
        if (at !== epoch || order === undefined) return;
        order[place] ^= 1 << bit;
        if (order[place] >= EXAMPLES) order[place] ^= 31; // still an example, and another one
      },
    };
    const bytes = await written({ before: [before], fit: { epochs: 2 } });
    const step = 1 + epoch * Math.ceil(EXAMPLES / BATCH) + Math.floor(place / BATCH);
    assertDiffers(await verifyLedger(bytes, { x, y }), { step, what: 'rows' }, `trial ${trial}`);
  }
});

test(`one bit of any record is found, and its line or a later one named: ${TRIALS} seeded trials`, async () => {
  const bytes = await written(), draws = new Philox(13, 0);
  for (let trial = 0; trial < TRIALS; trial++) {
    const copy = bytes.slice(), position = draws.nextBelow(8 * bytes.length);
    copy[position >> 3] ^= 1 << (position & 7);
    const line = text(bytes.subarray(0, position >> 3)).split('\n').length;
    const found = await verifyLedger(copy, { x, y }).catch((error: unknown) => error);
    if (line === 1 && found instanceof Error) {
      assert.equal(found.name, 'FormatError');
      continue;
    }
    assertDiffers(found as Verification, {}, `trial ${trial}`);
    assert.ok((found as Verification & { ok: false }).line >= line || line === 1, `trial ${trial}`);
  }
});

test('a ledger whose lines were moved, dropped or added is refused', async () => {
  const bytes = await written(), lines = linesOf(bytes), draws = new Philox(14, 0);
  for (let trial = 0; trial < 100; trial++) {
    const i = 1 + draws.nextBelow(lines.length - 2), j = 1 + draws.nextBelow(lines.length - 2);
    if (i === j) continue;
    const swapped = [...lines];
    [swapped[i], swapped[j]] = [lines[j], lines[i]];
    assertDiffers(await verifyLedger(fromLines(swapped), { x, y }), { what: 'record' });
    assertDiffers(await verifyLedger(fromLines(lines.filter((_, at) => at !== i)), { x, y }), { what: 'record' });
    assertDiffers(await verifyLedger(fromLines([...lines.slice(0, i), lines[i], ...lines.slice(i)]), { x, y }), { what: 'record' });
  }
  assertDiffers(await verifyLedger(fromLines([...lines, lines[lines.length - 1]]), { x, y }), { what: 'record', line: lines.length + 1 });
  const other = linesOf(await written({ fit: { epochs: EPOCHS + 1 } }));
  assertDiffers(await verifyLedger(fromLines([...lines, ...other.slice(lines.length)]), { x, y }), { what: 'record' });
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
    assert.deepEqual(await verifyLedger(torn, { x, y }, { allowIncomplete: true }), { ok: true, steps: STEPS, replayed: STEPS });
  }
});

test('other data than were trained on are named', async () => {
  const bytes = await written();
  const otherX = x.slice(), otherY = [...y];
  flip(otherX, 40);
  otherY[3] = otherY[3] === 1 ? 0 : 1;
  assertDiffers(await verifyLedger(bytes, { x: otherX, y }), { what: 'data', step: 0, line: 1 });
  assertDiffers(await verifyLedger(bytes, { x, y: otherY }), { what: 'data', step: 0, line: 1 });
  assertDiffers(await verifyLedger(bytes, { x: x.subarray(0, 30), y: y.slice(0, 10) }), { what: 'data', step: 0, line: 1 });
  assertDiffers(await verifyLedger(bytes, { x, y, sampleWeight: y.map(() => 1) }), { what: 'data', step: 0, line: 1 });
});

test('a ledger that is consistent in itself but tells of another training is found out', async () => {
  const lines = linesOf(await written({ options: { every: 1 } }));
  const at = 9, forged = JSON.parse(lines[at]) as { loss?: string };
  assert.ok(forged.loss !== undefined);
  forged.loss = `3fe${forged.loss.slice(3)}`;
  const rebuilt = [...lines.slice(0, at), JSON.stringify(forged)];
  for (const line of lines.slice(at + 1)) {
    const record = JSON.parse(line) as { chain?: string };
    if (record.chain !== undefined) record.chain = createHash('sha256').update(rebuilt.map((own) => `${own}\n`).join('')).digest('hex');
    rebuilt.push(JSON.stringify(record));
  }
  assertDiffers(await verifyLedger(fromLines(rebuilt), { x, y }), { what: 'loss', line: at + 1, expected: forged.loss });
});

test('what does not begin as a ledger does is refused with a FormatError', async () => {
  const header = linesOf(await written())[0];
  const other = (change: (json: Record<string, unknown>) => void): Uint8Array => {
    const json = JSON.parse(header) as Record<string, unknown>;
    change(json);
    return fromLines([JSON.stringify(json)]);
  };
  const wrong = [
    new Uint8Array(), new Uint8Array(100), fromLines(['']), fromLines(['{}']), other((json) => { json.version = 2; }), other((json) => { json.contract = 2; }),
    other((json) => { delete json.checkpoint; }), other((json) => { json.every = 0; }), other((json) => { json.extra = 1; }),
  ];
  for (const bytes of wrong) await assert.rejects(verifyLedger(bytes, { x, y }), { name: 'FormatError' });
  const badCheckpoint = other((json) => { json.checkpoint = 'AAAA'; });
  await assert.rejects(verifyLedger(badCheckpoint, { x, y }, { allowIncomplete: true }), { name: 'FormatError' });
});

test('write takes whole lines with each state, and all of them make the ledger', async () => {
  const parts: Uint8Array[] = [];
  const write = (lines: Uint8Array): void => { parts.push(lines.slice()); };
  await assert.rejects(written({ options: { write } }), /^StateError: ledger: the lines have been given to write/); // bytes() has none
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
  await assert.rejects(model.fit(x, y, { callbacks: [book] }), /^StateError: ledger: a ledger holds one fit/);
  await assert.rejects(written({ options: { maxBytes: 9000 } }), /^StateError: ledger: the ledger must have at most maxBytes = 9000 bytes/);
  const beyond = verifyLedger(await written(), { x, y }, { steps: [STEPS + 1] });
  await assert.rejects(beyond, /^RangeError: verifyLedger: steps\[0\] must be an integer from 1 to 18, got 19$/);
});

test('bytes are little-endian whatever the machine', () => {
  const array = Float32Array.of(1, -2.5, 3e-40);
  const swapped = new Float32Array(3), from = new Uint8Array(array.buffer), to = new Uint8Array(swapped.buffer);
  for (let i = 0; i < 12; i++) to[i] = from[i - (i % 4) + 3 - (i % 4)];
  assert.deepEqual(littleEndian(swapped, false), littleEndian(array, true));
});

/** A table whose product is wrong in one bit wherever a batch begins with one example. */
function faultyKernels(example: number): Kernels {
  const spoil = (base: Kernels): Kernels => ({
    ...base,
    reserve: (length, arrays) => spoil(base.reserve(length, arrays)),
    gemm(...call) {
      base.gemm(...call);
      const a = call[6], c = call[13];
      if (call[0] === 'N' && call[1] === 'N' && a[0] === x[3 * example]) flip(c, 12);
    },
  });
  return spoil(createKernels('reference'));
}

test('locateDifference halves the steps to the first one that a table gets wrong, and names the operation', async () => {
  const bytes = await written(), example = 6;
  const records = readLedger(bytes).records.filter((record) => 'step' in record);
  const firsts = records.map(({ epoch, batch }) => epochOrder(EXAMPLES, BATCH, true, 5, epoch)?.[batch * BATCH]);
  const step = 1 + firsts.indexOf(example);
  assert.ok(step > 1, 'the example begins a batch, not the first');
  const located = await locateDifference(bytes, { x, y }, { suspect: faultyKernels(example) });
  assert.ok(located !== undefined);
  assert.equal(located.step, step);
  assert.ok(located.reexecutions <= 1 + Math.ceil(Math.log2(STEPS)), `${located.reexecutions} re-executions`);
  assert.match(located.operation ?? '', /gemm.*dense\/z\[0\]/);
  assert.equal(await locateDifference(bytes, { x, y }, { suspect: createKernels('simd') }), undefined);
});

test('training that is resumed within an epoch is verified from there', async () => {
  const model = sequential(plain(), { seed: 5 });
  model.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy' });
  await model.fit(x, y, { batchSize: BATCH, epochs: EPOCHS, maxIterations: 8 });
  const book = ledger({ every: 4 });
  await model.fit(x, y, { batchSize: BATCH, epochs: EPOCHS, resume: true, callbacks: [book] });
  const bytes = book.bytes();
  assert.deepEqual(await verifyLedger(bytes, { x, y }), { ok: true, steps: STEPS - 8, replayed: STEPS - 8 });
  assert.deepEqual(await verifyLedger(bytes, { x, y }, { steps: [6] }), { ok: true, steps: STEPS - 8, replayed: 2 }); // from the end of the epoch
});

test('a training that an error ends has a whole ledger', async () => {
  const model = sequential(plain(), { seed: 5 });
  model.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy' });
  const book = ledger({ every: 4 });
  const failing: Callback = { onBatchEnd: (batch) => { if (batch === 3) throw new Error('enough'); } };
  await assert.rejects(model.fit(x, y, { batchSize: BATCH, callbacks: [book, failing] }), /enough/);
  const bytes = book.bytes();
  assert.deepEqual(await verifyLedger(bytes, { x, y }), { ok: true, steps: 4, replayed: 4 });
  assert.match(linesOf(bytes).at(-1) ?? '', /"end":4,"reason":"running"/);
});

/** A ledger with its lines changed and the chain made to fit again, as a forger would. */
function forge(bytes: Uint8Array, change: (record: Record<string, unknown>, line: number) => void): Uint8Array {
  const forged: string[] = [];
  linesOf(bytes).forEach((line, i) => {
    const record = JSON.parse(line) as Record<string, unknown>;
    change(record, i);
    if ('chain' in record) record.chain = createHash('sha256').update(forged.map((own) => `${own}\n`).join('')).digest('hex');
    forged.push(JSON.stringify(record));
  });
  return fromLines(forged);
}

test('a header that its checkpoint does not bear out, and a checkpoint that its state does not, are found', async () => {
  const bytes = await written();
  assert.deepEqual(forge(bytes, () => {}), bytes);
  for (const [name, value] of Object.entries({ optimizer: 'sgd', loss: 'meanSquaredError', layers: ['dense'], parameters: 3, seed: 6, steps: 4 })) {
    const forged = forge(bytes, (record) => { if ('bitgrad' in record) record[name] = value; });
    assertDiffers(await verifyLedger(forged, { x, y }), { what: 'header', line: 1, step: 0 }, name);
  }
  const lines = linesOf(bytes), first = lines.findIndex((line, i) => i > 0 && line.includes('"checkpoint"'));
  const start = (JSON.parse(lines[0]) as { checkpoint: string }).checkpoint;
  for (const checkpoint of [start, 'AAAA', '*']) {
    const forged = forge(bytes, (record, i) => { if (i === first) record.checkpoint = checkpoint; });
    assertDiffers(await verifyLedger(forged, { x, y }), { what: 'checkpoint', line: first + 1 });
    assertDiffers(await verifyLedger(forged, { x, y }, { steps: [STEPS / EPOCHS + 1] }), { what: 'checkpoint', line: first + 1 });
  }
});
