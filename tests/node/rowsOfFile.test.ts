/** A file as a source: its rows in order, by place, and in an order of each epoch. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ledger, verifyLedger } from '../../lib/audit/index.ts';
import { FormatError } from '../../lib/core/errors.ts';
import { dense } from '../../lib/layers/index.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { rowsOfFile } from '../../lib/node/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';

const folder = mkdtempSync(join(tmpdir(), 'bitgrad-rows-')), path = join(folder, 'rows');
after(() => { rmSync(folder, { recursive: true }); });

/** 23 rows of two inputs and a target, after 5 bytes of something else. */
const COUNT = 23, ROW = 12, SKIP = 5, BATCH = 4, BATCHES = 6;
const numbers = Float32Array.from({ length: 3 * COUNT }, (_, i) => (i * 7 % 11) / 11 - 0.4);
const header = Uint8Array.of(1, 2, 3, 4, 5);
writeFileSync(path, Buffer.concat([header, Buffer.from(numbers.buffer)]));

const toNumbers = (row: Uint8Array): Float32Array => new Float32Array(row.slice().buffer);
const options = {
  rowBytes: ROW, skip: SKIP, batchSize: BATCH,
  toBatch: (rows: readonly Uint8Array[]) => {
    const all = rows.map(toNumbers);
    return { x: all.map((row) => row.subarray(0, 2)), y: all.map((row) => row[2]) };
  },
};
const plain = { ...options, toBatch: (rows: readonly Uint8Array[]) => rows.flatMap((row) => [...toNumbers(row)]) };

async function read<T>(batches: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

test('all rows come in order, and from any batch on', async () => {
  const source = rowsOfFile(path, plain), all = await read(source(0, 0));
  assert.deepEqual(all.flat(), [...numbers]);
  assert.deepEqual(all.map((batch) => batch.length / 3), [4, 4, 4, 4, 4, 3]);
  for (let batch = 0; batch <= BATCHES; batch++) assert.deepEqual(await read(source(7, batch)), all.slice(batch));
  assert.equal(source.length, 2); // which is how fit knows that it can seek
});

test('by default a batch has 32 rows and nothing is left out before the first', async () => {
  const own = join(folder, 'plain');
  writeFileSync(own, Uint8Array.from({ length: 40 }, (_, i) => i));
  const all = await read(rowsOfFile(own, { rowBytes: 1, toBatch: (rows) => rows.map(([byte]) => byte) })(0, 0));
  assert.deepEqual(all.map((batch) => batch.length), [32, 8]);
  assert.deepEqual(all.flat(), Array.from({ length: 40 }, (_, i) => i));
});

test('with a seed each epoch has an order of its own, the same each time, from any batch on', async () => {
  const of = (seed: number) => rowsOfFile(path, { ...plain, seed }), stand = await read(rowsOfFile(path, plain)(0, 0));
  const source = of(3), first = await read(source(0, 0)), second = await read(source(1, 0));
  const sorted = (batches: number[][]): string[] => batches.map(String).sort();
  for (const each of [first, second]) assert.deepEqual(sorted(each), sorted(stand));
  assert.notDeepEqual(first, second);
  assert.notDeepEqual(first, stand);
  assert.notDeepEqual(await read(of(4)(0, 0)), first);
  assert.deepEqual(await read(source(1, 4)), second.slice(4));
});

function make(): Sequential {
  const hidden = dense({ units: 3, activation: 'tanh', inputShape: [2] });
  const model = sequential([hidden, dense({ units: 1 })], { seed: 2 });
  model.compile({ optimizer: 'adam', loss: 'mse' });
  return model;
}

test('training on it has the bits of the arrays, is resumed within an epoch, and is verified', async () => {
  const [whole, arrays, shuffled, twin] = [make(), make(), make(), make()];
  const x = numbers.filter((_, i) => i % 3 < 2), y = numbers.filter((_, i) => i % 3 === 2);
  await whole.fit(rowsOfFile(path, options), { epochs: 3 });
  await arrays.fit(x, y, { epochs: 3, batchSize: BATCH, shuffle: false });
  assertSameBits(whole.theta, arrays.theta);
  const source = rowsOfFile(path, { ...options, seed: 1 }), book = ledger();
  await shuffled.fit(source, { epochs: 3, callbacks: book });
  assert.equal((await verifyLedger(book.bytes(), { source })).ok, true);
  await twin.fit(source, { epochs: 3, maxIterations: BATCHES + 2 });
  await twin.fit(source, { epochs: 3, resume: true });
  assertSameBits(twin.theta, shuffled.theta);
  assert.notDeepEqual(shuffled.theta, whole.theta);
  const { loss } = await whole.evaluate(rowsOfFile(path, options));
  assert.equal(loss, whole.evaluate(x, y, { batchSize: BATCH }).loss);
});

test('a file without whole rows, one that is cut meanwhile, and what is no file are refused by name', async () => {
  const own = join(folder, 'cut'), source = rowsOfFile(own, plain);
  await assert.rejects(read(source(0, 0)), { code: 'ENOENT' });
  for (const bytes of [SKIP, SKIP - 1, SKIP + ROW + 1]) {
    writeFileSync(own, new Uint8Array(bytes));
    await assert.rejects(read(source(0, 0)), (error) => error instanceof FormatError && error.message
      === `rowsOfFile: ${own} must hold 5 bytes and one or more rows of 12, got ${bytes} bytes`);
  }
  writeFileSync(own, header);
  appendFileSync(own, new Uint8Array(3 * BATCH * ROW));
  const batches = source(0, 0);
  await batches.next();
  truncateSync(own, SKIP + 2 * BATCH * ROW - 1);
  await assert.rejects(batches.next(), /^FormatError: rowsOfFile: .*cut must hold 101 bytes as when/);
  await assert.rejects(read(rowsOfFile(folder, plain)(0, 0)), /EISDIR|regular file/);
});

checkRefusals('options that do not fit are refused', [
  [() => rowsOfFile('', plain), RangeError, /^rowsOfFile: path must be a path/],
  [() => rowsOfFile(path, { ...plain, rowBytes: 0 }), RangeError, /^rowsOfFile: rowBytes must be a positive integer/],
  [() => rowsOfFile(path, { ...plain, batchSize: 0 }), RangeError, /^rowsOfFile: batchSize must be a positive/],
  [() => rowsOfFile(path, { ...plain, skip: -1 }), RangeError, /^rowsOfFile: skip must be a non-negative integer/],
  [() => rowsOfFile(path, { ...plain, seed: 0.5 }), RangeError, /^rowsOfFile: seed must be/],
  [() => rowsOfFile(path, { rowBytes: 1 } as never), TypeError, /^rowsOfFile: toBatch must be a function/],
  [() => rowsOfFile(path, { ...plain, shuffle: true } as never), TypeError, /unknown option 'shuffle'/],
]);
