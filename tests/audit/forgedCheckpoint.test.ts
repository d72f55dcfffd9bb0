import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledger, verifyLedger } from '../../lib/audit/index.ts';
import { fromBase64, toBase64 } from '../../lib/core/base64.ts';
import { load, save } from '../../lib/formats/index.ts';
import { adam, learningRateScheduler, sequential, type Callback, type Model } from '../../lib/index.ts';
import {
  assertDiffers, assertVerified, BATCH, EPOCHS, forge, fromLines, linesOf, plain, STEPS, written, x, y,
} from './ledgers.ts';

/** A checkpoint in base64, changed. */
function changed(checkpoint: unknown, change: (model: Model) => void): string {
  const model = load(fromBase64(String(checkpoint)) ?? new Uint8Array());
  change(model);
  return toBase64(save(model));
}

test('a checkpoint with another rate than is set there is found, whichever steps are asked for', async () => {
  const bytes = await written(), perEpoch = STEPS / EPOCHS;
  const forged = forge(bytes, (record) => {
    if (record.state === perEpoch) {
      record.checkpoint = changed(record.checkpoint, ({ optimizer }) => { optimizer.learningRate = 0.5; });
    }
  });
  const wanted = { what: 'checkpoint', step: perEpoch, expected: 'learning rate 0.001', got: '0.5' } as const;
  assertDiffers(await verifyLedger(forged, { x, y }), wanted);
  assertDiffers(await verifyLedger(forged, { x, y }, { steps: [perEpoch + 1] }), wanted);
});

test('rates that callbacks set, before the ledger or after, are no offence', async () => {
  const halving: Callback = {
    onEpochEnd: (_epoch, _logs, { optimizer }) => { optimizer.learningRate = Number(optimizer.learningRate) / 2; },
  };
  for (const before of [[halving], [learningRateScheduler({ schedule: (epoch) => 0.01 / (epoch + 1) })]]) {
    for (const run of [{ before }, { fit: { callbacks: before } }]) {
      const verification = await verifyLedger(await written(run), { x, y }, { steps: [STEPS / EPOCHS + 1] });
      assert.equal(verification.ok, true, JSON.stringify(verification));
    }
  }
});

test('a header that is not as it is written, or whose model is not compiled, is refused with a '
  + 'FormatError', async () => {
  const [header, ...rest] = linesOf(await written());
  for (const other of [
    header.replace(',', ', '), header.replace('{', '{"seed":9,'), header.replace('"version":1', '"version":1.0'),
  ]) {
    assert.notEqual(other, header);
    await assert.rejects(verifyLedger(fromLines([other, ...rest]), { x, y }), { name: 'FormatError' });
  }
  const checkpoint = toBase64(save(sequential(plain())));
  await assert.rejects(verifyLedger(
    forge(fromLines([header]), (record) => { record.checkpoint = checkpoint; }), { x, y }, { allowIncomplete: true },
  ), {
    name: 'FormatError', message: 'verifyLedger: the ledger\'s checkpoint must be of a compiled model',
  });
});

test('a state before the first step is compared too', async () => {
  const model = sequential(plain(), { seed: 5 });
  model.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy' });
  await model.fit(x, y, { batchSize: BATCH, epochs: 1 });
  const book = ledger();
  await model.fit(x, y, { batchSize: BATCH, epochs: 1, resume: true, callbacks: [book] });
  const bytes = book.bytes(), state = { state: 0, theta: 'a'.repeat(64), slots: 'b'.repeat(64), chain: '' };
  assertVerified(await verifyLedger(bytes, { x, y }), 0);
  const lines = linesOf(bytes);
  const forged = forge(fromLines([lines[0], JSON.stringify(state), ...lines.slice(1)]), () => {});
  assertDiffers(await verifyLedger(forged, { x, y }), { what: 'theta', step: 0, line: 2 });
});

test('once a checkpoint has no room, none is made: epochs cost no more than their steps', async () => {
  const model = sequential(plain());
  model.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy' });
  const book = ledger({ checkpointBytes: 0 });
  await model.fit(x, y, { batchSize: 'full', epochs: 1000, callbacks: [book] });
  assert.equal(linesOf(book.bytes()).filter((line) => line.includes('"checkpoint"')).length, 1);
});
