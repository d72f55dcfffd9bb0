import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ledger, readLedger, verifyLedger, type Verification } from '../../lib/audit/index.ts';
import { fromBase64, toBase64 } from '../../lib/core/base64.ts';
import { bitsOf } from '../../lib/core/hex.ts';
import { Philox } from '../../lib/core/philox.ts';
import { load, save } from '../../lib/formats/index.ts';
import type { Indices } from '../../lib/kernels/index.ts';
import { adam, sequential, sgd, type Callback, type Model } from '../../lib/index.ts';
import { epochOrder } from '../../lib/model/epochOrder.ts';
import {
  assertDiffers, BATCH, EPOCHS, EXAMPLES, flip, forge, fromLines, linesOf, plain, STEPS, text, written, x, y,
} from './ledgers.ts';

const bitsIn = (array: Float32Array | Uint32Array | Int32Array): number => 8 * array.byteLength;
const TRIALS = 120;

/** Trains with a fault in step `step`, before the ledger sees it. */
function faulty(step: number, fault: (model: Model) => void): Promise<Uint8Array> {
  let done = 0;
  const before: Callback = { onStep: (_batch, _loss, _size, model) => { if (++done === step) fault(model); } };
  return written({ options: { every: 1 }, before: [before], fit: { epochs: 2 } });
}

const flipped: Readonly<Record<string, (model: Model) => Float32Array>> = {
  weight: ({ theta }) => theta, slot: ({ optimizer, theta }) => optimizer.getSlot(theta, 'v'),
};
for (const [what, part] of Object.entries(flipped)) {
  test(`one bit of any ${what}, flipped in training, is found and its step named: `
    + `${TRIALS} seeded trials`, async () => {
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
      assertDiffers(
        await verifyLedger(bytes, { x, y }), { step, what: what === 'weight' ? 'theta' : 'slots' }, `trial ${trial}`,
      );
    }
    assert.ok(ended < TRIALS / 20);
  });
}

test(`one bit of any batch index is found and its step named: ${TRIALS} seeded trials`, async () => {
  const draws = new Philox(12, 0);
  for (let trial = 0; trial < TRIALS; trial++) {
    const place = draws.nextBelow(EXAMPLES), epoch = draws.nextBelow(2), bit = draws.nextBelow(4);
    const order = (at: number, rows: Indices | undefined): void => {
      if (at !== epoch || rows === undefined) return;
      rows[place] ^= 1 << bit;
      if (rows[place] >= EXAMPLES) rows[place] ^= 31; // still an example, and another one
    };
    const bytes = await written({ order, fit: { epochs: 2 } });
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
    assertDiffers(
      await verifyLedger(fromLines([...lines.slice(0, i), lines[i], ...lines.slice(i)]), { x, y }), { what: 'record' },
    );
  }
  assertDiffers(await verifyLedger(fromLines([...lines, lines[lines.length - 1]]), { x, y }), {
    what: 'record', line: lines.length + 1,
  });
  const other = linesOf(await written({ fit: { epochs: EPOCHS + 1 } }));
  assertDiffers(await verifyLedger(fromLines([...lines, ...other.slice(lines.length)]), { x, y }), { what: 'record' });
});

test('nothing follows the end record, whatever its chain', async () => {
  const bytes = await written(), lines = linesOf(bytes), end = lines[lines.length - 1], step = lines[lines.length - 3];
  const state = lines.filter((line) => line.startsWith('{"state"')).at(-1) ?? assert.fail();
  for (const more of [end, state, step.replace(/"step":\d+/, `"step":${STEPS + 1}`), 'anything']) {
    const longer = more === 'anything' ? fromLines([...lines, more]) : forge(fromLines([...lines, more]), () => {});
    assert.deepEqual(
      readLedger(longer).flaw,
      { line: lines.length + 1, step: STEPS, message: 'more follows the end record', isTorn: false },
    );
    assert.equal(readLedger(longer).isComplete, false);
    for (const allowIncomplete of [false, true]) {
      assertDiffers(
        await verifyLedger(longer, { x, y }, { allowIncomplete }),
        { what: 'record', line: lines.length + 1, message: 'more follows the end record' },
      );
    }
  }
});

test('a ledger that is consistent in itself but tells of another training is found out', async () => {
  const lines = linesOf(await written({ options: { every: 1 } }));
  const at = 9, forged = JSON.parse(lines[at]) as { loss?: string };
  assert.ok(forged.loss !== undefined);
  forged.loss = `3fe${forged.loss.slice(3)}`;
  const rebuilt = [...lines.slice(0, at), JSON.stringify(forged)];
  for (const line of lines.slice(at + 1)) {
    const record = JSON.parse(line) as { chain?: string };
    if (record.chain !== undefined) {
      record.chain = createHash('sha256').update(rebuilt.map((own) => `${own}\n`).join('')).digest('hex');
    }
    rebuilt.push(JSON.stringify(record));
  }
  assertDiffers(
    await verifyLedger(fromLines(rebuilt), { x, y }), { what: 'loss', line: at + 1, expected: forged.loss },
  );
});

test('a header that its checkpoint does not bear out, and a checkpoint that its state does '
  + 'not, are found', async () => {
  const bytes = await written();
  assert.deepEqual(forge(bytes, () => {}), bytes);
  for (const [name, value] of Object.entries({
    optimizer: 'sgd', loss: 'meanSquaredError', layers: ['dense'], parameters: 3, seed: 6, steps: 4,
  })) {
    const forged = forge(bytes, (record) => { if ('bitgrad' in record) record[name] = value; });
    assertDiffers(await verifyLedger(forged, { x, y }), { what: 'header', line: 1, step: 0 }, name);
  }
  const lines = linesOf(bytes), first = lines.findIndex((line, i) => i > 0 && line.includes('"checkpoint"'));
  const start = (JSON.parse(lines[0]) as { checkpoint: string }).checkpoint;
  for (const checkpoint of [start, 'AAAA', '*']) {
    const forged = forge(bytes, (record, i) => { if (i === first) record.checkpoint = checkpoint; });
    assertDiffers(await verifyLedger(forged, { x, y }), { what: 'checkpoint', line: first + 1 });
    assertDiffers(
      await verifyLedger(forged, { x, y }, { steps: [STEPS / EPOCHS + 1] }), { what: 'checkpoint', line: first + 1 },
    );
  }
});

/** A ledger of an epoch's batches in another order than theirs. */
async function byHand(batches: readonly number[]): Promise<Uint8Array> {
  const model = sequential(plain(), { seed: 5 }), book = ledger(), order = epochOrder(EXAMPLES, BATCH, true, 5, 0);
  model.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy' });
  const params = {
    batchSize: BATCH, epochs: 1, steps: 6, samples: EXAMPLES, shuffle: true, doValidation: false, metrics: ['loss'],
  };
  await book.onTrainBegin(model, params, { who: 'fit', x: [x], y: [y], weights: [], count: EXAMPLES });
  book.onEpochBegin(0, model, order);
  for (const batch of batches) {
    const rows = Array.from(order?.subarray(batch * BATCH, (batch + 1) * BATCH) ?? []);
    const { loss } = model.trainOnBatch(
      Float32Array.from(rows.flatMap((row) => [...x.subarray(3 * row, 3 * row + 3)])), rows.map((row) => y[row]),
    );
    book.onStep(batch, loss, rows.length, model);
  }
  book.onTrainEnd(model, { history: {}, epoch: [], params, iterations: batches.length, reason: 'epochs' });
  return book.bytes();
}

test('batches that were trained on, but not in the order of a fit, are found', async () => {
  assert.equal((await verifyLedger(await byHand([0, 1, 2, 3, 4, 5]), { x, y })).ok, true);
  for (const [batches, step] of [[[0, 0, 1], 2], [[0, 1, 3], 3], [[1, 2], 1], [[0, 1, 2, 3, 4, 5, 0], 7]] as const) {
    assertDiffers(
      await verifyLedger(await byHand(batches), { x, y }), { what: 'place', step, line: step + 1 }, String(batches),
    );
  }
});

test('numbers that no training takes are a difference, and no error', async () => {
  const bytes = await written();
  for (const rate of [NaN, Infinity, -1, 1e39]) {
    const forged = forge(bytes, (record) => { if (record.step === 3) record.learningRate = bitsOf(rate); });
    assertDiffers(await verifyLedger(forged, { x, y }), { what: 'record', line: 4 }, String(rate));
  }
  const diverging = forge(bytes, (record) => { if (record.step === 3) record.learningRate = bitsOf(1e38); });
  const found = await verifyLedger(diverging, { x, y });
  assertDiffers(found, { what: 'loss', step: 4 });
  assert.match((found as Verification & { ok: false }).got, /not finite/);
  const sampleWeight = y.map(() => 100);
  const heavy = await written({ optimizer: sgd({ learningRate: 0.1 }), fit: { sampleWeight } });
  const spoilt = forge(heavy, (record) => { if (record.step === 3) record.learningRate = bitsOf(3e38); });
  const unnumbered = await verifyLedger(spoilt, { x, y, sampleWeight });
  assertDiffers(unnumbered, { what: 'theta', step: 3, expected: 'finite numbers' });
  assert.match(
    (unnumbered as Verification & { ok: false }).got, /^trainOnBatch: what the update has made is not finite/,
  );
  const unreasonable = forge(bytes, (record) => { if ('end' in record) record.reason = 'well'; });
  assertDiffers(await verifyLedger(unreasonable, { x, y }), { what: 'record', step: STEPS });
});

test('a checkpoint of another optimizer, seed or step, or of other numbers, is found', async () => {
  const bytes = await written(), perEpoch = STEPS / EPOCHS;
  const changes: Readonly<Record<string, (own: Model) => Model>> = {
    nothing: (own) => own, 'nothing, made anew': (own) => rebuilt(own, 5, 0.9),
    optimizer: (own) => rebuilt(own, own.seed, 0.5), seed: (own) => rebuilt(own, 6, 0.9),
    steps: (own) => { own.steps++; return own; },
    numbers: (own) => { own.theta[3]++; return own; },
  };
  for (const [name, change] of Object.entries(changes)) {
    const forged = forge(bytes, (record) => {
      if (record.state === perEpoch && typeof record.checkpoint === 'string') {
        record.checkpoint = toBase64(save(change(load(fromBase64(record.checkpoint) ?? new Uint8Array()))));
      }
    });
    const isSound = name.startsWith('nothing');
    for (const steps of [undefined, [perEpoch + 1]]) {
      const verification = await verifyLedger(forged, { x, y }, steps && { steps });
      if (isSound) assert.equal(verification.ok, true, name);
      else assertDiffers(verification, { what: 'checkpoint', step: perEpoch }, name);
    }
  }
});

/** The same numbers in a model of another seed or optimizer. */
function rebuilt(own: Model, seed: number, beta1: number): Model {
  const model = sequential(plain(), { seed, weights: own.getWeights() });
  model.compile({ optimizer: adam({ beta1 }), loss: 'sparseCategoricalCrossentropy' });
  model.optimizer.setWeights(model.theta, own.optimizer.getWeights(own.theta));
  model.steps = own.steps;
  return model;
}
