/**
 * The fleet by processes of this machine: jobs, pool, segments of ledgers, training in shards.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ledger, readLedger, verifyLedger } from '../../lib/audit/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { packArrays, packExamples, packGradient, unpackArrays, unpackExamples, unpackGradient }
  from '../../scripts/fleet/arrays.ts';
import { toJob, toResult, type JobOf } from '../../scripts/fleet/jobs.ts';
import { Pool } from '../../scripts/fleet/pool.ts';
import { FileStore, MissingData } from '../../scripts/fleet/store.ts';
import { segmentsOf, verifySegments } from '../../scripts/fleet/segments.ts';
import { nodesFor, trainInShards } from '../../scripts/fleet/trainInShards.ts';
import { work } from '../../scripts/fleet/work/work.ts';
import { hashParameters } from '../../scripts/train/ending.ts';
import { bitgrad } from '../helpers/program.ts';
import { Here, folder, network, noise } from './fleetHere.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)), SHA = '0'.repeat(64);

const verifyJob: JobOf<'verify'> = {
  kind: 'verify', ledger: SHA, data: SHA, from: 1, to: 2, kernels: 'simd', incomplete: false,
};

test('what is no job by its schema is refused by name, and a worker says so', async () => {
  const hostile: readonly (readonly [unknown, RegExp])[] = [
    [undefined, /^a job must be of kind verify, epoch, shard, got undefined$/],
    [{ kind: 'constructor' }, /^a job must be of kind .*, got "constructor"$/],
    [{ ...verifyJob, code: 'process.exit()' }, /^a job of kind verify must have known members only, got 'code'$/],
    [{ ...verifyJob, incomplet: true }, /got 'incomplet'; did you mean 'incomplete'\?$/],
    [{ ...verifyJob, ledger: '../../etc/passwd' }, /ledger must be a SHA-256, got '..\/..\/etc\/passwd'$/],
    [{ ...verifyJob, to: 1e99 }, /to must be a whole number from 0 to 4294967295, got 1e\+99$/],
    [{ ...verifyJob, kernels: 'threads' }, /kernels must be one of 'reference', 'simd', got 'threads'$/],
    [JSON.parse('{"kind":"epoch","__proto__":{"data":1}}'), /must have known members only, got '__proto__'$/],
    [[verifyJob], /^a job must be of kind/],
  ];
  const store = new FileStore(folder());
  for (const [job, message] of hostile) {
    assert.throws(() => toJob(job), (error: Error) => message.test(error.message));
    const answer = await work(job, store);
    assert.match('error' in answer ? answer.error : '', message);
  }
  assert.deepEqual(await work(verifyJob, store), { missing: SHA });
  assert.throws(() => toResult('shard', { gradient: SHA, milliseconds: NaN }), /milliseconds must be a number/);
  assert.throws(() => toResult('verify', { verification: { ok: true } }), /verification must be an object as known/);
});

test('data are what their SHA-256 says, or are refused', async () => {
  const store = new FileStore(folder()), digest = await store.put(Uint8Array.of(1, 2, 3));
  assert.equal(digest, createHash('sha256').update(Uint8Array.of(1, 2, 3)).digest('hex'));
  assert.deepEqual([...await store.get(digest)], [1, 2, 3]);
  writeFileSync(join(store.folder, digest), 'other');
  await assert.rejects(store.get(digest), /data must have SHA-256 .*, got /);
  await store.drop(digest);
  await assert.rejects(store.get(digest), MissingData);
});

test('arrays come back from their bytes, and other bytes are refused', () => {
  const given = { a: Float32Array.of(1.5, -0, 2 ** -149), b: Uint8Array.of(7), c: Float64Array.of(Math.PI) };
  assert.deepEqual(Object.fromEntries(unpackArrays(packArrays(given))), given);
  const bytes = packArrays(given);
  const texts = ['[{"name":"x"}]\n', '1\n'].map((text) => Buffer.from(text));
  for (const wrong of [bytes.subarray(0, -1), Uint8Array.of(1, 2, 3), ...texts]) {
    assert.throws(() => unpackArrays(wrong), /must/);
  }
  const examples = noise(6, 5, 3, 1);
  assert.deepEqual(unpackExamples(packExamples(examples)), examples);
  const uneven = packArrays({ x: examples.x, count: Float64Array.of(4), y: examples.y });
  assert.throws(() => unpackExamples(uneven), /examples/);
  const model = network({ shards: 4, shardStatistics: true });
  const part = model.shardGradient(examples.x, examples.y, { shard: 2, count: 2 });
  assert.deepEqual(unpackGradient(packGradient(part), part), part);
});

const examples = noise(40, 5, 3, 2), { x, y } = examples;
const book = ledger({ every: 3 });
await network().fit(x, y, { epochs: 4, batchSize: 8, callbacks: [book] });
const lines = Buffer.from(book.bytes()).toString().split('\n').slice(0, -1);

/** The ledger with a line changed, and all chains after it made to fit. */
function forged(at: number, change: (line: string) => string): Uint8Array {
  const own = [...lines];
  own[at] = change(own[at]);
  assert.notEqual(own[at], lines[at]);
  for (let i = at; i < own.length; i++) {
    const chain = createHash('sha256').update(own.slice(0, i).map((line) => `${line}\n`).join('')).digest('hex');
    own[i] = own[i].replace(/"chain":"[0-9a-f]{64}"/, `"chain":"${chain}"`);
  }
  return Buffer.from(`${own.join('\n')}\n`);
}

const lineOf = (start: string): number => lines.findIndex((line) => line.startsWith(start));

test('a ledger in segments has the verdict that it has as a whole, whatever is wrong with it', async () => {
  const whole = book.bytes();
  assert.deepEqual(segmentsOf(readLedger(whole)), [1, 6, 11, 16].map((from) => ({ from, to: from + 4 })));
  const changed = (pattern: RegExp) => (line: string): string =>
    line.replace(pattern, (begin) => `${begin.slice(0, -1)}${begin.endsWith('e') ? 'f' : 'e'}`);
  const loss = changed(/"loss":"3f./), theta = changed(/"theta":"./);
  const checkpointOf = (line: string): string => /"checkpoint":"([^"]*)"/.exec(line)?.[1] ?? assert.fail();
  const other = checkpointOf(lines[lineOf('{"state":5')]);
  const cases: Readonly<Record<string, Uint8Array>> = {
    whole, 'cut off': whole.subarray(0, -40), 'a line less': Buffer.from(lines.filter((_, i) => i !== 9).join('\n')),
    'a loss': forged(lineOf('{"step":13,'), loss), 'two losses': forged(lineOf('{"step":8,'), loss),
    'a state within': forged(lineOf('{"state":9,'), theta),
    'a state at a checkpoint': forged(lineOf('{"state":10,'), theta),
    'another checkpoint': forged(lineOf('{"state":10,'), (line) => line.replace(checkpointOf(line), other)),
    'the last state': forged(lineOf('{"state":20,'), theta),
  };
  for (const [name, bytes] of Object.entries(cases)) {
    for (const incomplete of [false, true]) {
      const here = new Here(), data = await here.store.put(packExamples(examples));
      const expected = await verifyLedger(bytes, { x, y }, {
        allowIncomplete: incomplete, kernels: createKernels('reference'),
      });
      const got = await verifySegments(here, bytes, { data, kernels: 'reference', incomplete });
      assert.deepEqual([name, got], [name, JSON.parse(JSON.stringify(expected))]);
    }
  }
  const here = new Here(), data = await here.store.put(packExamples(noise(40, 5, 3, 4)));
  const got = await verifySegments(here, whole, { data, kernels: 'reference', incomplete: false });
  assert.deepEqual(got, await verifyLedger(whole, noise(40, 5, 3, 4), {}));
});

test('training in shards has the bits of one process, by any number of workers, and its ledger verifies', async () => {
  for (const shardStatistics of [false, true]) {
    const one = network({ shards: 8, shardStatistics }), alone = ledger({ every: 2 });
    await one.fit(x, y, { epochs: 2, batchSize: 11, maxIterations: 7, callbacks: [alone] });
    for (const workers of [1, 2, 3, 8]) {
      const model = network({ shards: 8, shardStatistics }), own = ledger({ every: 2 });
      const history = await trainInShards(new Here(workers), model, examples, {
        epochs: 2, batchSize: 11, maxIterations: 7, watchers: [own],
      });
      assert.deepEqual([history.iterations, history.reason, model.steps], [7, 'iterations', 7]);
      assert.equal(hashParameters(model.theta), hashParameters(one.theta));
      assert.deepEqual(model.state, one.state);
      const { ok } = await verifyLedger(own.bytes(), { x, y });
      assert.ok(ok);
      const steps = (bytes: Uint8Array): string[] =>
        Buffer.from(bytes).toString().split('\n').filter((line) => line.startsWith('{"step"'));
      assert.deepEqual(steps(own.bytes()), steps(alone.bytes()));
    }
  }
  assert.deepEqual([0, 1, 2, 3, 5, 9].map((workers) => nodesFor(workers, 8)), [1, 1, 2, 2, 4, 8]);
});

test('workers that join and are gone between steps change no bit', async () => {
  const one = network({ shards: 4 }), model = network({ shards: 4 }), here = new Here(1);
  await one.fit(x, y, { epochs: 1, batchSize: 8 });
  await trainInShards(here, model, examples, {
    epochs: 1, batchSize: 8, maxIterations: Infinity, watchers: [{ onStep: (batch) => { here.workers = 1 + batch; } }],
  });
  assert.equal(hashParameters(model.theta), hashParameters(one.theta));
});

test('the pool: a process that is killed loses its job to another, and none is left', async () => {
  const pool = new Pool(new FileStore(folder()), 2), { pids } = pool;
  try {
    const data = await pool.store.put(packExamples(examples));
    const common = { data, kernels: 'reference', incomplete: false } as const;
    const verdicts = Promise.all([1, 2].map(() => verifySegments(pool, book.bytes(), common)));
    process.kill(pids[0], 'SIGKILL');
    for (const { ok } of await verdicts) assert.ok(ok);
    await assert.rejects(pool.run<'verify'>(verifyJob), /a worker lacks the data of SHA-256 0{64}/);
  } finally {
    await pool.close();
  }
  const all = [...pids, ...pool.pids];
  assert.ok(all.every((pid) => !isAlive(pid)));
  await assert.rejects(pool.run<'verify'>(verifyJob), /the workers have been ended/);
});

test('the pool: a job over which workers die is given up, and said', async () => {
  const pool = new Pool(new FileStore(folder()), 1);
  const killing = setInterval(() => { for (const pid of pool.pids) process.kill(pid, 'SIGKILL'); }, 5);
  try {
    const job = pool.run<'verify'>(verifyJob);
    await assert.rejects(job, /3 workers ended over a job of kind verify, the last by SIGKILL/);
  } finally {
    clearInterval(killing);
    await pool.close();
  }
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[2] !== 'Z';
  } catch {
    return false;
  }
}

const skip = existsSync('/proc/self/task') ? false : 'there is no /proc';

test('Ctrl-C ends a command with its processes, and so does its death', { skip }, async () => {
  for (const [signal, code] of [['SIGINT', 130], ['SIGKILL', null]] as const) {
    const child = spawn(process.execPath, bitgrad('fleet', 'train', '--epochs', '100', '--workers', '2'), {
      cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'],
    });
    const closed = new Promise<number | null>((ended) => child.on('exit', (status) => ended(status)));
    const children = (): number[] =>
      readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ').map(Number);
    let pids: number[] = [];
    while (pids.length < 2 || pids.includes(0)) {
      await new Promise((later) => { setTimeout(later, 50); });
      pids = children();
    }
    child.kill(signal);
    assert.equal(await closed, code);
    for (let tries = 0; pids.some(isAlive) && tries < 200; tries++) {
      await new Promise((later) => { setTimeout(later, 50); });
    }
    assert.deepEqual(pids.filter(isAlive), []);
  }
});
