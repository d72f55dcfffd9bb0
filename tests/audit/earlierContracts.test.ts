/**
 * What a ledger and its verdict say of the contracts under which a model was trained before.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ledger, readLedger, verifyLedger } from '../../lib/audit/index.ts';
import { fromBase64, toBase64 } from '../../lib/core/base64.ts';
import { pack, unpack } from '../../lib/formats/container.ts';
import { load } from '../../lib/formats/index.ts';
import type { EarlierContract } from '../../lib/model/index.ts';
import { uneven, x, y, type Files } from '../vectors/contract1.ts';
import { assertDiffers, assertVerified, forge, linesOf, written, x as otherX, y as otherY } from './ledgers.ts';

const { checkpoints, ledgers } =
  JSON.parse(readFileSync(new URL('../vectors/contract1.json', import.meta.url), 'utf8')) as Files;

/** A training that goes on from a checkpoint of contract 1, and what is true of it; `before` steps are not recorded. */
async function resumed(before: number = 0): Promise<{ bytes: Uint8Array; earlier: readonly EarlierContract[] }> {
  const model = load(Buffer.from(checkpoints['within'].bytes, 'base64'));
  const earlier = [{ contract: 1, until: model.steps }];
  const book = ledger({ every: 4 }), options = { ...uneven, resume: true };
  if (before > 0) await model.fit(x, y, { ...options, maxIterations: model.steps + before });
  await model.fit(x, y, { ...options, callbacks: [book] });
  return { bytes: book.bytes(), earlier };
}

test('a ledger of a training that goes on under another contract says so in its header and its verdict', async () => {
  for (const before of [0, 3]) {
    const { bytes, earlier } = await resumed(before), { header, records } = readLedger(bytes);
    assert.equal(header.steps, earlier[0].until + before);
    assert.deepEqual(header.earlierContracts, earlier);
    const [first] = linesOf(bytes), member = `"earlierContracts":[{"contract":1,"until":${earlier[0].until}}]`;
    assert.ok(first.includes(`"begun":${header.begun},${member},"every":4,`), first.slice(0, 400));
    const verdict = await verifyLedger(bytes, { x, y });
    assertVerified(verdict, records.filter((record) => 'step' in record).length);
    assert.ok(verdict.ok);
    assert.deepEqual(verdict.earlierContracts, earlier);
  }
});

test('one whose header does not say so verifies, and its verdict has it from the checkpoint', async () => {
  const { bytes, earlier } = await resumed();
  const silent = forge(bytes, (record) => { delete record['earlierContracts']; });
  assert.ok(silent.length < bytes.length);
  const verdict = await verifyLedger(silent, { x, y });
  assert.ok(verdict.ok, JSON.stringify(verdict));
  assert.deepEqual(verdict.earlierContracts, earlier);
});

test('where all steps were done under the contract of the ledger, nothing is said', async () => {
  const bytes = await written();
  assert.ok(!('earlierContracts' in readLedger(bytes).header));
  const verdict = await verifyLedger(bytes, { x: otherX, y: otherY });
  assert.ok(verdict.ok);
  assert.deepEqual(verdict.earlierContracts, []);
  const { header } = readLedger(Buffer.from(ledgers['resumed'], 'latin1'));
  assert.ok(header.contract === 1 && header.steps > 0);
  const old = await verifyLedger(Buffer.from(ledgers['resumed'], 'latin1'), { x, y });
  assert.ok(old.ok);
  assert.deepEqual(old.earlierContracts, []);
});

test('a header that says otherwise than its checkpoint differs', async () => {
  const { bytes, earlier: [{ until }] } = await resumed();
  const said = (value: unknown) => (record: Record<string, unknown>, line: number): void => {
    if (line === 0) record['earlierContracts'] = value;
  };
  const wanted = (contracts: object): string => `earlierContracts ${JSON.stringify(contracts)}, as in its checkpoint`;
  const late = await verifyLedger(forge(bytes, said([{ contract: 1, until: until - 1 }])), { x, y });
  assertDiffers(late, {
    what: 'header', line: 1, expected: wanted([{ contract: 1, until }]), got: `[{"contract":1,"until":${until - 1}}]`,
  });
  const fresh = [await written(), { x: otherX, y: otherY }] as const;
  const old = [Buffer.from(ledgers['resumed'], 'latin1'), { x, y }] as const;
  for (const [own, data] of [fresh, old]) {
    const forged = forge(own, said([{ contract: 1, until: 1 }]));
    assertDiffers(await verifyLedger(forged, data), { what: 'header', line: 1, expected: wanted([]) });
  }
  for (const value of [[], {}, 1, [1], [{ contract: 1 }], [{ contract: 1, until: -1 }]]) {
    await assert.rejects(verifyLedger(forge(bytes, said(value)), { x, y }), { name: 'FormatError' });
  }
});

test('a later checkpoint with other earlier contracts is none of this training', async () => {
  const { bytes, earlier: [{ until }] } = await resumed();
  const line = linesOf(bytes).findIndex((one, i) => i > 0 && one.includes('"checkpoint"'));
  const forged = forge(bytes, (record, i) => {
    if (i !== line) return;
    const { manifest, tensors } = unpack('test', fromBase64(String(record['checkpoint'])) ?? assert.fail());
    const earlierContracts = [{ contract: 1, until: until - 1 }];
    record['checkpoint'] = toBase64(pack({ manifest: { ...manifest, earlierContracts }, tensors }));
  });
  assertDiffers(await verifyLedger(forged, { x, y }), { what: 'checkpoint', line: line + 1, got: 'another' });
});
