import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledger, readLedger, verifyLedger } from '../../lib/audit/index.ts';
import { load, save } from '../../lib/formats/index.ts';
import { dense, dropout } from '../../lib/layers/index.ts';
import { sequential, type FitOptions, type Sequential } from '../../lib/model/index.ts';
import { adam } from '../../lib/optimizers/index.ts';
import { assertDiffers, assertVerified, forge } from '../audit/ledgers.ts';
import { assertSameBits } from '../helpers/same.ts';
import { numbered, rowRecorder, smallModel } from './small.ts';

const { x, y } = numbered(11);
const options: FitOptions = { batchSize: 4 };

/** The orders of the epochs that these fits take, one after the other. */
async function ordersOf(
  fits: readonly FitOptions[], between: (model: Sequential, i: number) => void = () => {},
): Promise<number[][]> {
  const { metric, epochs } = rowRecorder(), model = smallModel({ seed: 3 }, [metric]);
  for (const [i, fit] of fits.entries()) {
    await model.fit(x, y, { ...options, ...fit });
    between(model, i);
  }
  return epochs;
}

test('five fits of one epoch have the five orders of one fit of five epochs', async () => {
  for (const shuffle of [true, 'batch'] as const) {
    const whole = await ordersOf([{ epochs: 5, shuffle }]);
    assert.deepEqual(await ordersOf([1, 1, 1, 1, 1].map((epochs) => ({ epochs, shuffle }))), whole);
    assert.ok(new Set(whole.map(String)).size > 1);
  }
});

test('training epoch by epoch comes to the bits of training in one go, noise and optimizer too', async () => {
  const make = (): Sequential => {
    const model =
      sequential([dense({ units: 4, inputShape: [2] }), dropout({ rate: 0.3 }), dense({ units: 1 })], { seed: 4 });
    model.compile({ optimizer: adam({ accumulationSteps: 2 }), loss: 'meanSquaredError' });
    return model;
  };
  const whole = make(), parts = make();
  await whole.fit(x, y, { ...options, epochs: 4 });
  for (let i = 0; i < 4; i++) await parts.fit(x, y, options);
  assertSameBits(parts.theta, whole.theta, 'θ');
});

test('the order is drawn by the epochs begun, or by initialEpoch where that is more', async () => {
  const eight = await ordersOf([{ epochs: 8 }]);
  const at = (...numbers: number[]): number[][] => numbers.map((n) => eight[n]);
  // a first fit has the order of its epochs
  assert.deepEqual(await ordersOf([{ initialEpoch: 5, epochs: 7 }]), at(5, 6));
  assert.deepEqual(await ordersOf([{ epochs: 3 }, { initialEpoch: 1, epochs: 3 }]), at(0, 1, 2, 3, 4));
  assert.deepEqual(await ordersOf([{ epochs: 2 }, { initialEpoch: 6, epochs: 7 }, {}]), at(0, 1, 6, 7));
  // an unshuffled epoch counts
  assert.deepEqual(await ordersOf([{ shuffle: false }, {}]), [[...eight[0]].sort((a, b) => a - b), eight[1]]);
});

test('an epoch that was left counts as begun after its first step: resumed it keeps its order, fitted anew it has the '
  + 'next', async () => {
  const four = await ordersOf([{ epochs: 4 }]), left = { epochs: 2, maxIterations: 4 };
  const resumed = await ordersOf([left, { epochs: 3, resume: true }]);
  assert.deepEqual(resumed, [four[0], four[1], four[2]]);
  const anew = await ordersOf([left, { epochs: 1 }]);
  assert.deepEqual(anew, [four[0], four[1].slice(0, 4), four[2]]);
  // the second fit, left in its second epoch
  const again = await ordersOf([{ epochs: 1 }, left, { epochs: 2, resume: true }]);
  assert.deepEqual(again, four.slice(0, 3));
});

test('a fit that fails before its first step has begun no epoch', async () => {
  const { metric, epochs } = rowRecorder(), model = smallModel({ seed: 3 }, [metric]);
  const failing = { onBatchBegin: () => { throw new Error('not yet'); } };
  await assert.rejects(model.fit(x, y, { ...options, callbacks: [failing] }), /not yet/);
  assert.equal(model.epochsBegun, 0);
  await model.fit(x, y, options);
  assert.deepEqual([model.epochsBegun, epochs.at(-1)], [1, (await ordersOf([{}]))[0]]);
});

test('a checkpoint keeps the count, in the middle of the second epoch of a second fit too, and compiling '
  + 'anew keeps it', async () => {
  const make = (): Sequential => smallModel({ seed: 3 });
  const whole = make(), parts = make(), second = { ...options, epochs: 3 };
  await whole.fit(x, y, { ...options, epochs: 2 });
  await whole.fit(x, y, second);
  await parts.fit(x, y, { ...options, epochs: 2 });
  await parts.fit(x, y, { ...second, maxIterations: 5 });
  const again = load(save(parts));
  assert.deepEqual([again.epochsBegun, again.position?.epoch, again.position?.begun], [4, 1, 3]);
  await again.fit(x, y, { ...second, resume: true });
  assertSameBits(again.theta, whole.theta, 'θ');
  assert.deepEqual(save(again), save(whole));
  const { optimizer } = whole;
  whole.compile({ optimizer, loss: 'meanSquaredError' });
  assert.deepEqual([whole.epochsBegun, whole.position], [5, undefined]);
});

test('a position set by hand brings its count, and the count may be set', async () => {
  const model = smallModel({ seed: 3 }), other = smallModel({ seed: 3 });
  await model.fit(x, y, { ...options, epochs: 3, maxIterations: 5 });
  other.history = model.history;
  other.position = model.position;
  assert.equal(other.epochsBegun, 2);
  other.epochsBegun = 7;
  await other.fit(x, y, options);
  assert.equal(other.epochsBegun, 8);
  assert.throws(
    () => { other.epochsBegun = -1; },
    /^RangeError: sequential: epochsBegun must be an integer from 0 to 4294967295, got -1$/,
  );
  await assert.rejects(
    model.fit(x, y, { initialEpoch: 2 ** 32, epochs: 2 ** 33 }),
    /^RangeError: fit: initialEpoch must be an integer from 0 to 4294967295/,
  );
});

test('the ledger of a second fit says how many epochs were begun, and verifies; '
  + 'one that says otherwise does not', async () => {
  const model = smallModel({ seed: 3 }), book = ledger({ every: 2 });
  await model.fit(x, y, { ...options, epochs: 2 });
  await model.fit(x, y, { ...options, epochs: 3, maxIterations: 4 });
  await model.fit(x, y, { ...options, epochs: 3, resume: true, callbacks: [book] });
  const bytes = book.bytes(), { header } = readLedger(bytes);
  assert.deepEqual([header.contract, header.begun], [2, 3]);
  assertVerified(await verifyLedger(bytes, { x, y }), 5);
  const other = forge(bytes, (record, line) => { if (line === 0) record.begun = 1; });
  assertDiffers(await verifyLedger(other, { x, y }), {
    what: 'header', line: 1, expected: 'begun 3, as in its checkpoint', got: '1',
  });
});
