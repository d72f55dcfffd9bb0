import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../../lib/core/philox.ts';
import { routines } from '../../../lib/kernels/allRoutines.ts';
import { createKernels, type Kernels } from '../../../lib/kernels/index.ts';
import { Team } from '../../../lib/kernels/threads/team.ts';
import { threadsTable } from '../../../lib/kernels/threads/threadsTable.ts';
import { collect } from '../../helpers/collect.ts';
import { operands } from '../../helpers/random.ts';
import { assertSameBits } from '../../helpers/same.ts';

const forced = () => threadsTable(Object.values(routines), 3, { isForced: true });

test('more calls than there is room for have the bits of one thread, again and again', () => {
  const values = operands(new Philox(31), 6000);
  const table = forced(), arrays = [table, createKernels('simd')].map((made) => {
    const k = made.reserve(6000, 1), array = k.allocate(6000);
    array.set(values);
    return { k, array };
  });
  const call = (k: Kernels, array: Float32Array, i: number): void =>
    k.gemm('N', 'N', 6, 7, 5, 1, array, i, 5, array, 2000, 7, 0.5, array, 2100 + 42 * (i % 90), 7);
  for (const count of [1000, 1500]) { // scripts fill their room before 1000 calls, rows before 1500
    for (let i = 0; i < 2 * count; i++) {
      for (const { k, array } of arrays) call(k, array, i % count);
      if (i % 10 === 0) assertSameBits(arrays[0].array, arrays[1].array, `call ${i} of ${count}`);
    }
  }
  table.dispose();
});

test('a call whose script fits by itself is shared whatever was written before it', (t) => {
  const table = forced(), k = table.reserve(90_000, 1), array = k.allocate(90_000);
  const played = t.mock.method(Team.prototype, 'play');
  for (const m of [2500, 5000, 2500, 5000, 4000]) {
    k.gemm('N', 'N', m, 2, 2, 1, array, 0, 2, array, 20_000, 2, 0.5, array, 30_000, 2);
  }
  assert.equal(played.mock.callCount(), 5);
  table.dispose();
});

test('arrays from elsewhere are not held', async () => {
  const table = forced(), k = table.reserve(1000, 1), n = 40;
  const refs = Array.from({ length: 10 }, (_, i) => {
    const x = new Float32Array(n * n + i);
    k.gemm('N', 'N', n, n, n, 1, x, i, n, x, 0, n, 0, new Float32Array(n * n), 0, n);
    return new WeakRef(x);
  });
  await collect();
  assert.equal(refs.filter((ref) => ref.deref() !== undefined).length, 0);
  table.dispose();
});
