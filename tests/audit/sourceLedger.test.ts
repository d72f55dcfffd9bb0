/** Ledgers of trainings on batches of a source. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ledger, locateDifference, nanDetective, readLedger, verifyLedger, type SourceData, type TrainingData,
} from '../../lib/audit/index.ts';
import { ScaledBytes } from '../../lib/data/index.ts';
import {
  dense, sequential, sgd, type FitOptions, type Sequential,
} from '../../lib/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { type BatchSource, type GivenBatch } from '../../lib/model/index.ts';
import {
  BATCH, EXAMPLES, assertDiffers, assertVerified, fromLines, linesOf, plain, text, x, y,
} from './ledgers.ts';

const BATCHES = Math.ceil(EXAMPLES / BATCH), EPOCHS = 3;

function part(i: number, shift: number = 0): GivenBatch {
  const first = i * BATCH, end = Math.min(EXAMPLES, first + BATCH);
  return { x: x.slice(3 * first, 3 * end).map((value) => value + shift), y: y.slice(first, end) };
}

/** Another in each epoch; asked for batch `changed` of epoch 1 it gives another one. */
const sourceWith = (changed: number = -1, count: number = BATCHES) => async function* source(
  epoch: number, from: number,
): AsyncGenerator<GivenBatch> {
  for (let i = from; i < count; i++) yield part(i % BATCHES, epoch + (epoch === 1 && i === changed ? 2 ** -20 : 0));
};
const source = sourceWith();

function make(): Sequential {
  const model = sequential(plain(), { seed: 5, maxBatch: 8 });
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  return model;
}

async function written(
  from: BatchSource = source, options: FitOptions = {}, model: Sequential = make(),
): Promise<Uint8Array> {
  const book = ledger({ every: 4 });
  await model.fit(from, { epochs: EPOCHS, ...options, callbacks: book });
  return book.bytes();
}

const STEPS = EPOCHS * BATCHES;

test('each step has the digest of its batch, and the ledger is verified with the source from any place', async () => {
  const bytes = await written(), { header, records } = readLedger(bytes);
  assert.equal(header.version, 2);
  assert.ok(!('data' in header) && !text(bytes).includes('"rows"'));
  const digests = records.flatMap((record) => ('data' in record ? [record.data] : []));
  assert.deepEqual([digests.length, new Set(digests).size], [STEPS, STEPS]);
  assertVerified(await verifyLedger(bytes, { source }), STEPS);
  assertVerified(await verifyLedger(bytes, { source: () => source(0, 0) } as SourceData, { steps: [1, 2] }), STEPS, 2);
  const sampled = await verifyLedger(bytes, { source }, { steps: [9, STEPS] });
  assert.ok(sampled.ok && sampled.replayed < STEPS);
  assert.equal(await locateDifference(bytes, { source }, { suspect: createKernels('simd') }), undefined);
});

test('the digest is of x in binary32, y in binary64 and weights, each after its length', async () => {
  const { createHash } = await import('node:crypto');
  const model = sequential([dense({ units: 1, inputShape: [2] })]);
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
  const levels = new ScaledBytes(Uint8Array.of(1, 2, 3, 4));
  const bytes = await written(() => [{ x: levels, y: [1, 2], sampleWeight: [1, 3] }], { epochs: 1 }, model);
  const hash = createHash('sha256');
  const columns = [levels.toFloat32Array(), Float64Array.of(1, 2), Float32Array.of(1, 3)];
  for (const column of columns) {
    hash.update(new Uint8Array(Float64Array.of(column.length).buffer));
    hash.update(new Uint8Array(column.buffer));
  }
  const [record] = readLedger(bytes).records;
  assert.equal('data' in record && record.data, hash.digest('hex'));
});

test('a batch that differs is named, and so is one that is missing or one too many', async () => {
  const bytes = await written();
  const step = BATCHES + 3, what = 'data';
  const other = await verifyLedger(bytes, { source: sourceWith(2) });
  assertDiffers(other, { what, step });
  assert.ok(!other.ok && other.message.startsWith(`step ${step}, line `), JSON.stringify(other));
  assert.ok(!other.ok && other.expected.startsWith('epoch 1, batch 2 of SHA-256 '));
  const short = await verifyLedger(bytes, { source: sourceWith(-1, BATCHES - 1) });
  assertDiffers(short, { what, step: BATCHES, got: 'no batch' });
  const long = await verifyLedger(bytes, { source: sourceWith(-1, BATCHES + 1) });
  assertDiffers(long, { what: 'place', step: BATCHES + 1, got: 'epoch 1, batch 0' });
});

test('epochs that end by stepsPerEpoch or with a stream, a resumed one, weights of classes', async () => {
  assertVerified(await verifyLedger(await written(source, { stepsPerEpoch: 4 }), { source }), 12);
  assertVerified(await verifyLedger(await written(source, { stepsPerEpoch: 4, maxIterations: 6 }), { source }), 6);
  const classWeight = { 0: 2, 1: 0.5 };
  const weighted = await written(source, { classWeight, epochs: 1 });
  assertVerified(await verifyLedger(weighted, { source, classWeight }), BATCHES);
  assertDiffers(await verifyLedger(weighted, { source }), { what: 'data', step: 1 });
  const model = make();
  await model.fit(source, { maxIterations: 8, epochs: EPOCHS });
  const rest = await written(source, { resume: true }, model);
  const verdict = await verifyLedger(rest, { source });
  assertVerified(verdict, STEPS - 8);
  assert.ok(verdict.ok && !verdict.start.place);
  const on = async function* on(): AsyncGenerator<GivenBatch> { for (let i = 0; ; i++) yield part(i % BATCHES, i); };
  const again = async function* again(epoch: number, from: number): AsyncGenerator<GivenBatch> {
    for (let i = epoch * 4 + from; ; i++) yield part(i % BATCHES, i);
  };
  assertVerified(await verifyLedger(await written(on(), { stepsPerEpoch: 4 }), { source: again }), 12);
});

test('a ledger whose batches were moved, or that mixes kinds of steps, is found', async () => {
  const lines = linesOf(await written(source, { epochs: 2 }));
  const at = lines.findIndex((line) => line.includes('"step":2,'));
  const rows = lines.map((line, i) =>
    (i === at ? line.replace(/"data":"\w{64}"/, '"rows":"0123456789abcdef"') : line));
  assertDiffers(await verifyLedger(fromLines(rows), { source }), { what: 'record' });
  const skipped = lines.filter((line) => !line.includes('"state"') && !line.includes('"end"')).slice(0, 3);
  const place = skipped.map((line) => line.replace('"epoch":0,"batch":1', '"epoch":1,"batch":1'));
  const found = await verifyLedger(fromLines(place), { source }, { allowIncomplete: true });
  assertDiffers(found, { what: 'place', step: 2 });
});

test('data of the wrong kind are refused', async () => {
  const bytes = await written(source, { epochs: 1 }), book = ledger();
  await make().fit(x, y, { callbacks: book });
  const refused = (given: Uint8Array, data: unknown, message: RegExp): Promise<void> =>
    assert.rejects(verifyLedger(given, data as TrainingData), message);
  await refused(bytes, { x, y }, /^TypeError: verifyLedger: data must be \{ source \}, as the ledger's training had/);
  await refused(book.bytes(), { source }, /^TypeError: verifyLedger: data must be \{ x, y \}, as the ledger's train/);
  await refused(bytes, { source: source(0, 0) }, /^TypeError: verifyLedger: source must be a function, got an object/);
  await refused(bytes, { source, x }, /^TypeError: verifyLedger: unknown option 'x'; it takes source, classWeight/);
});

test('a ledger of dropLast says so and is verified; one of whole epochs has not changed', async () => {
  for (const dropLast of [true, false]) {
    const book = ledger({ every: 4 });
    await make().fit(x, y, { batchSize: BATCH, epochs: 2, dropLast, callbacks: book });
    assert.equal(text(book.bytes()).includes('"dropLast":true'), dropLast);
    assertVerified(await verifyLedger(book.bytes(), { x, y }), 2 * (dropLast ? BATCHES - 1 : BATCHES));
  }
});

test('nanDetective finds the step of a batch of a source', async () => {
  const model = sequential([dense({ units: 1, activation: 'exponential', inputShape: [1] })]);
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const detective = nanDetective(), large = Float32Array.of(1000, -1000);
  const given: GivenBatch[] = [[Float32Array.of(1, 2), [1, 2]], [large, [0, 0]]];
  await assert.rejects(model.fit(() => given, { callbacks: detective }), { name: 'NonFiniteError' });
  assert.match(detective.diagnosis?.explanation ?? '', /overflow in exp/);
});
