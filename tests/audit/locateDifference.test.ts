import assert from 'node:assert/strict';
import { test } from 'node:test';
import { locateDifference, readLedger } from '../../lib/audit/index.ts';
import { createKernels, type Kernels } from '../../lib/kernels/index.ts';
import { epochOrder } from '../../lib/model/epochOrder.ts';
import { BATCH, EXAMPLES, flip, forge, STEPS, written, x, y } from './ledgers.ts';

/** A table whose product is wrong wherever a batch begins with one example. */
function faultyKernels(example: number, fault: (z: Float32Array) => void): Kernels {
  const spoil = (base: Kernels): Kernels => ({
    ...base,
    reserve: (length, arrays) => spoil(base.reserve(length, arrays)),
    gemm(...call) {
      base.gemm(...call);
      const a = call[6], c = call[13];
      if (call[0] === 'N' && call[1] === 'N' && a[0] === x[3 * example]) fault(c);
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
  for (const fault of [(z: Float32Array) => flip(z, 12), (z: Float32Array) => { z[0] = NaN; }]) {
    const located = await locateDifference(bytes, { x, y }, { suspect: faultyKernels(example, fault) });
    assert.ok(located !== undefined);
    assert.equal(located.step, step);
    assert.ok(located.reexecutions <= 1 + Math.ceil(Math.log2(STEPS)), `${located.reexecutions} re-executions`);
    assert.match(located.operation ?? '', /gemm.*dense\/z\[0\]/);
  }
  assert.equal(await locateDifference(bytes, { x, y }, { suspect: createKernels('simd') }), undefined);
});

test('locateDifference refuses a ledger whose steps are not those of a fit', async () => {
  const forged = forge(await written(), (record) => { if (record.step === 2) record.batch = 77; });
  const message = 'locateDifference: step 2 must be epoch 0, batch 1, got epoch 0, batch 77';
  await assert.rejects(locateDifference(forged, { x, y }, { suspect: createKernels('simd') }), { name: 'FormatError', message });
});
