/**
 * A share that traps: no routine does with arguments that a door lets through, but tables within trust theirs.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routines, callsOf } from '../../../lib/kernels/allRoutines.ts';
import { newRun } from '../../../lib/kernels/calls.ts';
import { bindList, runList } from '../../../lib/kernels/lists.ts';
import { threadsTable } from '../../../lib/kernels/threads/threadsTable.ts';

/** So large that the threads that have not failed are still at it when another has. */
const M = 60, N = 16, V = 20, K = 600, BAD = 1e7;
const calls = callsOf<Float32Array>();

for (const failing of [0, 1, 2]) {
  test(`where thread ${failing} of three traps the others come to an end first, and one thread goes on`, () => {
    const table = threadsTable(Object.values(routines), 3, { isForced: true });
    const k = table.reserve(V * N + M + 2 * M * N + M * K + K * K + M * K, 6);
    const x = k.allocate(V * N).map((_, i) => i), source = k.allocate(V * N), ids = k.allocate(M);
    const rows = k.allocate(M * N), a = k.allocate(M * K).fill(1), b = k.allocate(K * K).fill(2), c = k.allocate(M * K);
    source.set(x);
    const list = bindList(k, [
      calls.gather(M, N, V, source, ids, rows), calls.gemm('N', 'N', M, K, K, 1, a, 0, K, b, 0, K, 0, c, 0, K),
    ]);
    const share = (array: Float32Array, t: number): Float32Array =>
      array.subarray((t * array.length) / 3, ((t + 1) * array.length) / 3);
    const run = (): void => {
      rows.fill(-1);
      c.fill(-1);
      runList(list, newRun());
    };
    run();
    assert.deepEqual([table.hasStarted, table.threads], [true, 3]);
    share(ids, failing).fill(BAD);
    assert.throws(run, { name: 'ThreadError', code: 'ERR_BITGRAD_THREAD', message: failing === 0
      ? /one that has ended \(this thread has failed: RuntimeError: .*\); from now on one computes/
      : /one that has ended \(a thread has failed\); from now on one computes/ });
    for (const t of [0, 1, 2]) {
      if (t !== 0 && t !== failing) assert.ok(share(c, t).every((value) => value === 2 * K), `thread ${t}`);
    }
    assert.equal(table.threads, 1);
    ids.fill(3);
    for (let i = 0; i < 3; i++) {
      run();
      assert.ok(rows.every((value, j) => value === x[3 * N + (j % N)]), `rows ${i}`);
      assert.ok(c.every((value) => value === 2 * K), `products ${i}`);
    }
  });
}
