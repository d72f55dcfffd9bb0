import assert from 'node:assert/strict';
import { test } from 'node:test';
import { locateDifference, readLedger, type TrainingData } from '../../lib/audit/index.ts';
import { bindInvoked, createKernels, type Kernels } from '../../lib/kernels/index.ts';
import { epochOrder } from '../../lib/model/epochOrder.ts';
import { BATCH, EXAMPLES, flip, forge, fromLines, linesOf, STEPS, written, x, y } from './ledgers.ts';

/** A table whose product x·w is wrong in some cases. */
function faultyKernels(isWrong: (x: Float32Array, w: number) => boolean, fault: (z: Float32Array) => void): Kernels {
  const spoil = (base: Kernels): Kernels => {
    const table: Kernels = {
      ...base,
      reserve: (length, arrays) => spoil(base.reserve(length, arrays)),
      bind: (call) => bindInvoked(table, call),
      gemm(...call) {
        base.gemm(...call);
        const a = call[6], b = call[9], c = call[13];
        if (call[0] === 'N' && call[1] === 'N' && isWrong(a, b[call[10]])) fault(c);
      },
    };
    return table;
  };
  return spoil(createKernels('reference'));
}

test('locateDifference halves the steps to the first one that a table gets wrong, and names '
  + 'the operation', async () => {
  const bytes = await written(), example = 6;
  const records = readLedger(bytes).records.filter((record) => 'step' in record);
  const firsts = records.map(({ epoch, batch }) => epochOrder(EXAMPLES, BATCH, true, 5, epoch)?.[batch * BATCH]);
  const step = 1 + firsts.indexOf(example);
  assert.ok(step > 1, 'the example begins a batch, not the first');
  for (const fault of [(z: Float32Array) => flip(z, 12), (z: Float32Array) => { z[0] = NaN; }]) {
    const suspect = faultyKernels((batch) => batch[0] === x[3 * example], fault);
    const located = await locateDifference(bytes, { x, y }, { suspect });
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
  await assert.rejects(
    locateDifference(forged, { x, y }, { suspect: createKernels('simd') }), { name: 'FormatError', message },
  );
});

test('steps are done again from where the tables have come to: a fault that hangs on θ is found', async () => {
  const weights: number[] = [];
  const bytes = await written({ before: [{ onBatchBegin: (_batch, model) => { weights.push(model.theta[0]); } }] });
  assert.equal(new Set(weights).size, STEPS);
  for (const step of [1, 2, STEPS / 2, STEPS / 2 + 1, STEPS - 1, STEPS]) {
    const suspect = faultyKernels((_batch, w) => w === weights[step - 1], (z) => flip(z, 12));
    const located = await locateDifference(bytes, { x, y }, { suspect });
    assert.equal(located?.step, step);
    assert.match(located?.operation ?? '', /gemm.*dense\/z\[0\]/);
  }
});

test('tables are held against each other on the ledger as it was written and its own data, or not at all', async () => {
  const bytes = await written(), lines = linesOf(bytes), suspect = createKernels('simd');
  const refused = (ledger: Uint8Array, data: TrainingData, message: RegExp): Promise<void> =>
    assert.rejects(locateDifference(ledger, data, { suspect }), { name: 'FormatError', message });
  await refused(
    fromLines(lines.filter((_, i) => i !== 3)),
    { x, y },
    /^locateDifference: bytes must be a ledger as it was written, got line 4: step 3 is missing/,
  );
  await refused(
    fromLines(lines.slice(0, 1)), { x, y }, /^locateDifference: bytes must be a ledger of at least one step, got none$/,
  );
  await refused(
    bytes,
    { x, y: y.map((label) => 1 - label) },
    /^locateDifference: data must be the y that it was trained on, SHA-256 \w{64}, got \w{64}$/,
  );
  await refused(
    bytes, { x: x.subarray(0, 30), y: y.slice(0, 10) }, /^locateDifference: data must be at least 23 examples, got 10$/,
  );
  assert.equal(
    await locateDifference(bytes.subarray(0, -1), { x, y }, { suspect }),
    undefined,
    'a torn last line, as a killed run leaves it',
  );
});
