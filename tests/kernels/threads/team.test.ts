import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ThreadError } from '../../../lib/core/errors.ts';
import { dense, sequential, type Model } from '../../../lib/index.ts';
import { routines } from '../../../lib/kernels/allRoutines.ts';
import { createKernels, type Kernels } from '../../../lib/kernels/index.ts';
import { Recorder } from '../../../lib/kernels/threads/recorder.ts';
import { Team } from '../../../lib/kernels/threads/team.ts';
import { threadsTable } from '../../../lib/kernels/threads/threadsTable.ts';
import { operands } from '../../helpers/random.ts';
import { assertSameBits } from '../../helpers/same.ts';
import { Philox } from '../../../lib/core/philox.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const random = new Philox(7, 7), BATCH = 12;
const x = operands(random, BATCH * 6, 'uniform'), y = operands(random, BATCH * 2, 'uniform');

function networkOn(kernels: Kernels): Model {
  const layers = [dense({ units: 5, activation: 'tanh', inputShape: [6] }), dense({ units: 2 })];
  const model = sequential(layers, { kernels, seed: 3 });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  return model;
}

test('a thread that ends in a step is an error of its own, and one thread goes on from θ as it was', () => {
  const at = (): URL => new URL('./dyingThread.js', import.meta.url);
  const module = { at, inBrowser: () => { throw new Error('this is no browser'); } };
  const table = threadsTable(Object.values(routines), 2, { isForced: true, patience: 300, module });
  const model = networkOn(table), alone = networkOn(createKernels('simd'));
  const before: Float32Array[] = [];
  let seen: unknown;
  while (seen === undefined && before.length < 1000) {
    before.push(model.theta.slice());
    try {
      model.trainOnBatch(x, y);
    } catch (error) {
      seen = error;
    }
  }
  assert.ok(seen instanceof ThreadError, String(seen));
  assert.equal(seen.code, 'ERR_BITGRAD_THREAD');
  assert.match(seen.message, /^threads: all of them must go on, got one that has ended \(thread 1 has said nothing/);
  assert.equal(table.threads, 1);
  for (const theta of before) {
    assertSameBits(alone.theta, theta, 'before a step');
    alone.trainOnBatch(x, y);
  }
  if (seen.message.includes('during the update')) return;
  assertSameBits(model.theta, before[before.length - 1], 'after the error');
  model.trainOnBatch(x, y);
  assertSameBits(model.theta, alone.theta, 'after the next step');
});

test('a thread that cannot be started leaves all to one, and says so once', async (t) => {
  const warn = t.mock.method(console, 'warn', () => {});
  const at = (): URL => new URL('./noSuchThread.js', import.meta.url);
  const module = { at, inBrowser: () => { throw new Error('this is no browser'); } };
  const team = new Team(3, { module });
  for (let i = 0; !team.isOver && i < 1000; i++) {
    assert.equal(team.isReady(), false);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.equal(team.isReady(), false);
  assert.equal(warn.mock.callCount(), 1);
  const [said] = warn.mock.calls[0].arguments;
  assert.match(String(said), /^bitgrad: one thread computes, since no other could be started/);
});

test('where a thread is refused, those that have started end', (t) => {
  const ended = t.mock.method(Worker.prototype, 'terminate');
  let asked = 0;
  const at = (): URL => {
    if (++asked === 3) throw new Error('no more threads');
    return new URL('../../../lib/kernels/threads/main.js', import.meta.url);
  };
  const module = { at, inBrowser: () => { throw new Error('this is no browser'); } };
  assert.throws(() => new Team(4, { module }), /no more threads/);
  assert.equal(ended.mock.callCount(), 2);
});

test('a table says that its threads have started, whether or not anything was run', async () => {
  const table = threadsTable(Object.values(routines), 2);
  table.reserve(10, 1);
  for (let i = 0; !table.hasStarted && i < 1000; i++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(table.hasStarted, true);
  table.dispose();
});

test('a table that is disposed of computes on by itself', () => {
  const table = threadsTable(Object.values(routines), 2, { isForced: true });
  const model = networkOn(table), alone = networkOn(createKernels('simd'));
  for (let i = 0; i < 6; i++) {
    if (i === 3) table.dispose();
    model.trainOnBatch(x, y);
    alone.trainOnBatch(x, y);
    assertSameBits(model.theta, alone.theta, `step ${i}`);
  }
  assert.equal(table.threads, 1);
});

test('what many sizes of batches in turn come to is written down for some of them, once', (t) => {
  const table = threadsTable(Object.values(routines), 2, { isForced: true }), SIZES = 12;
  const model = networkOn(table), alone = networkOn(createKernels('simd'));
  const asked = t.mock.method(Recorder.prototype, 'get'), played = t.mock.method(Team.prototype, 'play');
  const round = (): void => {
    for (let m = 1; m <= SIZES; m++) {
      const rows = [x.slice(0, 6 * m), y.slice(0, 2 * m)] as const;
      model.trainOnBatch(...rows);
      alone.trainOnBatch(...rows);
    }
  };
  for (let i = 0; i < 2; i++) round();
  const calls = [asked, played].map(({ mock }) => mock.callCount());
  round();
  assertSameBits(model.theta, alone.theta, 'three rounds');
  assert.equal(asked.mock.callCount(), calls[0]);
  assert.ok(played.mock.callCount() > calls[1]);
  table.dispose();
});

/** What a process of its own says of a training on two threads. */
function ran(before: string, after: string = '', flags: readonly string[] = []) {
  const code = `${before}
    const { createKernels, dense, sequential } = { ...await import('bitgrad'), ...await import('bitgrad/kernels') };
    let kernels = createKernels('threads', { threads: 2 });
    const model = sequential([dense({ units: 300, inputShape: [200] }), dense({ units: 2 })], { threads: 2 });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    for (let i = 0; i < 40; i++) {
      model.trainOnBatch(new Float32Array(6400).fill(1e-3), new Float32Array(64));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    console.log(model.kernels.threads);
    ${after}`;
  return spawnSync(process.execPath, [...flags, '--import', 'tsx', '--input-type=module', '-e', code], {
    cwd: ROOT, timeout: 120_000, encoding: 'utf8',
  });
}

test('a process ends though its threads were not disposed of', () => {
  const { status, stdout, stderr } = ran('');
  assert.deepEqual([status, stdout, stderr], [0, '2\n', '']);
});

test('without SharedArrayBuffer one thread computes, which is said once', () => {
  const { status, stdout, stderr } = ran('delete globalThis.SharedArrayBuffer;');
  assert.deepEqual([status, stdout], [0, '1\n']);
  assert.match(stderr, /^bitgrad: one thread computes, since SharedArrayBuffer is absent; [^\n]*\n$/);
});

test('no thread outlives the tables and arrays of its team', { skip: process.platform !== 'linux' }, () => {
  const { status, stdout, stderr } = ran('', `
    const { readdirSync } = await import('node:fs'), tasks = () => readdirSync('/proc/self/task').length;
    const many = tasks();
    kernels = undefined;
    for (let i = 0; i < 100 && tasks() >= many; i++) {
      globalThis.gc();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    console.log(tasks() < many, model.kernels.threads);`, ['--expose-gc']);
  assert.deepEqual([status, stdout, stderr], [0, '2\ntrue 2\n', '']);
});
