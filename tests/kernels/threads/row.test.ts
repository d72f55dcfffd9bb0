import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as passed } from 'node:timers/promises';
import { dense, lstm, sequential } from '../../../lib/index.ts';
import { callsOf, routines } from '../../../lib/kernels/allRoutines.ts';
import { newRun, perExample } from '../../../lib/kernels/calls.ts';
import type { Kernels } from '../../../lib/kernels/index.ts';
import { bindList, runList } from '../../../lib/kernels/lists.ts';
import { Team } from '../../../lib/kernels/threads/team.ts';
import { threadsTable } from '../../../lib/kernels/threads/threadsTable.ts';

const calls = callsOf<Float32Array>();
const MOST = 5000;

/** Runs x · w for so many examples, and says how often threads have run it. With that beta its scripts may be long. */
function products(k: Kernels, n: number, t: TestContext): { run(batch: number): void; played(): number } {
  const [x, w, y] = [MOST * n, n * n, MOST * n].map((length) => k.allocate(length).fill(1));
  const list = bindList(k, [calls.gemm('N', 'N', perExample(1), n, n, 1, x, 0, n, w, 0, n, 0.5, y, 0, n)]);
  const play = t.mock.method(Team.prototype, 'play'), state = newRun();
  return {
    run(batch) {
      state.batch = batch;
      y.fill(0);
      runList(list, state);
      assert.ok(y.every((value, i) => value === (i < batch * n ? n : 0)), `batch ${batch}`);
    },
    played: () => play.mock.callCount(),
  };
}

test('sizes of batches that one thread runs faster take no place from those that threads do', async (t) => {
  const table = threadsTable(Object.values(routines), 2), { run, played } = products(table.reserve(400_000, 3), 32, t);
  for (let batch = 1; batch <= 12; batch++) run(batch);
  for (let i = 0; !table.hasStarted && i < 300; i++) {
    run(512);
    await passed(10);
  }
  run(512);
  assert.ok(played() > 0);
  table.dispose();
});

test('a size of batches for which there was no place takes that of one that is no longer run', (t) => {
  const table = threadsTable(Object.values(routines), 2, { isForced: true });
  const { run, played } = products(table.reserve(30_000, 3), 2, t), NEW = 9, KEPT = 8;
  for (let batch = 1; batch <= KEPT; batch++) run(batch);
  assert.equal(played(), KEPT);
  for (let i = 0; i < 990; i++) run(NEW);
  assert.equal(played(), KEPT);
  for (let i = 0; i < 20; i++) run(NEW);
  assert.ok(played() > KEPT);
  table.dispose();
});

test('where a longer script finds no room, the room that there was is left to others', (t) => {
  const table = threadsTable(Object.values(routines), 2, { isForced: true }), k = table.reserve(30_000, 3);
  let most = Infinity;
  const { run, played } = products({ ...k, allocate: (length) => (
    length > most ? new Float32Array(length) : k.allocate(length)) }, 2, t);
  for (let batch = 9; batch <= 16; batch++) run(batch);
  most = 0;
  for (let i = 0; i < 1010; i++) run(MOST);
  assert.equal(played(), 8);
  run(8);
  assert.equal(played(), 9);
  table.dispose();
});

test('scripts of long loops find room for all sizes of batches that are kept', (t) => {
  const kernels = threadsTable(Object.values(routines), 2, { isForced: true }), STEPS = 60;
  const layers = [
    lstm({ units: 8, returnSequences: true, inputShape: [STEPS, 5] }), lstm({ units: 8 }), dense({ units: 2 }),
  ];
  const model = sequential(layers, { kernels, seed: 3 });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  const play = t.mock.method(Team.prototype, 'play');
  const counts = [3, 7, 1, 2, 4, 5].map((batch) => {
    const before = play.mock.callCount();
    model.trainOnBatch(new Float32Array(batch * STEPS * 5).fill(0.5), new Float32Array(batch * 2));
    return play.mock.callCount() - before;
  });
  assert.deepEqual(counts, counts.map(() => counts[0]));
  assert.ok(counts[0] > 0);
  kernels.dispose();
});
