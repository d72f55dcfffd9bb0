/** A ledger that is read once and asked for several times. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyLedger, type TrainingData } from '../../lib/audit/index.ts';
import { Verifier } from '../../lib/audit/ledger/verifier.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { assertDiffers, forge, STEPS, written, x, y } from './ledgers.ts';

const options = { custom: [], kernels: createKernels('reference'), allowIncomplete: false };
/** The last before the first, all of them, and one twice. */
const ASKED = [[STEPS], [1, 2, 3], undefined, [9, 11], [9, 11]];

/** The verdicts of one verifier, each held against that of `verifyLedger`. */
async function verdicts(bytes: Uint8Array, data: TrainingData): Promise<boolean[]> {
  const verifier = new Verifier(bytes, data, options), found: boolean[] = [];
  assert.equal(verifier.total, STEPS);
  for (const steps of ASKED) {
    const verdict = await verifier.verify(steps);
    assert.deepEqual(verdict, await verifyLedger(bytes, data, steps && { steps }), String(steps));
    found.push(verdict.ok);
  }
  return found;
}

test('each verdict is that of a ledger read anew, whatever was asked for before', async () => {
  const bytes = await written();
  assert.deepEqual(await verdicts(bytes, { x, y }), [true, true, true, true, true]);
  const forged = forge(bytes, (record) => {
    if (record.step === 2) record.loss = '3ff0000000000000';
  });
  assert.deepEqual(await verdicts(forged, { x, y }), [true, false, false, true, true]);
  const other = y.map((label, i) => (i === 4 ? 1 - label : label));
  assert.deepEqual(await verdicts(bytes, { x, y: other }), [false, false, false, false, false]);
});

test('the data are hashed at the first question only', async () => {
  const own = x.slice(), verifier = new Verifier(await written(), { x: own, y }, options);
  assert.equal((await verifier.verify([1])).ok, true);
  own.fill(0);
  assertDiffers(await verifier.verify([1]), { step: 1, what: 'loss' });
});
