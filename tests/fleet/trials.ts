/**
 * What the fleet must bear, on a real Redis.
 * @module
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ledger, verifyLedger } from '../../lib/audit/index.ts';
import { shuffle } from '../../lib/random/index.ts';
import { packExamples } from '../../scripts/fleet/arrays.ts';
import { QueueCarrier } from '../../scripts/fleet/queue.ts';
import { Connections, PREFIX, QueueGone, packages } from '../../scripts/fleet/redis.ts';
import { verifySegments } from '../../scripts/fleet/segments.ts';
import { trainInShards, type Watcher } from '../../scripts/fleet/trainInShards.ts';
import { hashParameters } from '../../scripts/train/ending.ts';
import { network, noise } from '../scripts/fleetHere.ts';
import { Server, freePort, lacking } from './server.ts';
import { Workers, start } from './workers.ts';

/** Where the compiled copy is, and what draws. */
export interface Place {
  readonly folder: string;
  readonly seed: number;
}

export interface Trial {
  readonly name: string;
  /** What is not installed; undefined where all is. */
  readonly lacks: () => string | undefined;
  readonly run: (place: Place) => Promise<void>;
}

const REDIS = (): string | undefined => lacking('redis-server', 'apt install redis-server, say');
const examples = noise(320, 5, 3, 2), STEPS = 200, KILLS = 20;
const fitting = { epochs: 20, batchSize: 32 };

async function hashOfOneProcess(): Promise<string> {
  const model = network({ shards: 8 });
  await model.fit(examples.x, examples.y, { ...fitting, maxIterations: STEPS });
  return hashParameters(model.theta);
}

/** Trains on a queue; the hash of θ. */
async function train(url: string, watcher: Watcher, patience: number = 60): Promise<string> {
  const carrier = new QueueCarrier(new Connections(packages(), url, patience), 'fleet');
  const model = network({ shards: 8 }), book = ledger();
  try {
    const { iterations } = await trainInShards(carrier, model, examples, {
      ...fitting, maxIterations: STEPS, watchers: [book, watcher],
    });
    assert.equal(iterations, STEPS);
  } finally {
    await carrier.close();
  }
  const verdict = await verifyLedger(book.bytes(), { x: examples.x, y: examples.y });
  assert.ok(verdict.ok && verdict.steps === STEPS, 'each step once');
  return hashParameters(model.theta);
}

/** With a Redis and workers of it. */
async function withServer(
  { folder }: Place, count: number, act: (url: string, workers: Workers, server: Server) => Promise<void>,
): Promise<void> {
  const server = new Server(await freePort()), url = `redis://127.0.0.1:${server.port}`;
  const workers = new Workers(folder, url);
  await server.start();
  try {
    for (let i = 0; i < count; i++) workers.add();
    await act(url, workers, server);
  } finally {
    workers.end();
    await server.remove();
  }
}

const byWorkers = (count: number): Trial => ({
  name: `training in 8 shards by ${count} ${count === 1 ? 'worker' : 'workers'} has the SHA-256 of one process`,
  lacks: REDIS,
  run: (place) => withServer(place, count, async (url) => {
    assert.equal(await train(url, {}), await hashOfOneProcess());
  }),
});

const killed: Trial = {
  name: `workers are killed at ${KILLS} moments, and others join: the same SHA-256`,
  lacks: REDIS,
  run: (place) => withServer(place, 3, async (url, workers) => {
    const moments = new Set(shuffle({ seed: place.seed, length: STEPS }).subarray(0, KILLS));
    let kills = 0;
    const onStep = (): void => {
      const step = ++done;
      if (!moments.has(step - 1)) return;
      setTimeout(() => { kills++; workers.replace(step); }, step % 7); // within the step after this one
    };
    let done = 0;
    assert.equal(await train(url, { onStep }), await hashOfOneProcess());
    assert.ok(kills >= KILLS - 1, `${kills} were killed`);
  }),
};

async function restart(server: Server): Promise<void> {
  await server.stop();
  await new Promise((later) => { setTimeout(later, 300); });
  await server.start();
}

const restarted: Trial = {
  name: 'Redis is killed in the middle and comes back empty: the same SHA-256',
  lacks: REDIS,
  run: (place) => withServer(place, 2, async (url, _workers, server) => {
    const restarts: Promise<void>[] = [];
    let done = 0;
    const onStep = (): void => {
      if (++done % 70 !== 0) return;
      restarts.push(restart(server));
    };
    assert.equal(await train(url, { onStep }), await hashOfOneProcess());
    await Promise.all(restarts);
    assert.equal(restarts.length, 2);
  }),
};

const gone: Trial = {
  name: 'a queue that is not there is waited for, and then said',
  lacks: () => undefined,
  run: async ({ folder }) => {
    const url = `redis://anna:secret@127.0.0.1:${await freePort()}`;
    await assert.rejects(train(url, {}, 1), (error) => (
      error instanceof QueueGone && /has been gone for \d+ s/.test(error.message)));
    const { code, stderr } = await start(folder, ['fleet', 'worker', '--redis', url, '--patience', '1']).ended;
    assert.equal(code, 3);
    assert.match(stderr, /^bitgrad fleet worker: the queue at redis:\/\/127\.0\.0\.1:\d+ has been gone for \d+ s: /);
    assert.match(stderr, /ECONNREFUSED/);
    assert.ok(!stderr.includes('secret'));
  },
};

const hostile: Trial = {
  name: 'what is no job is refused by a worker by name, and a verdict by the queue is that of verify',
  lacks: REDIS,
  run: (place) => withServer(place, 2, async (url) => {
    const own = packages(), connections = new Connections(own, url, 10);
    const carrier = new QueueCarrier(connections, 'fleet');
    const settings = { connection: connections.connect(), prefix: PREFIX };
    const queue = new own.Queue('fleet', settings);
    const events = new own.QueueEvents('fleet', { ...settings, connection: connections.connect() });
    const answered = new Promise<unknown>((resolve) => {
      events.on('completed', ({ jobId, returnvalue }) => { if (jobId === 'hostile') resolve(returnvalue); });
    });
    await queue.add('verify', { kind: 'verify', code: 'process.exit()' }, { jobId: 'hostile' });
    assert.match(JSON.stringify(await answered), /must have known members only, got 'code'/);
    const model = network(), book = ledger();
    await model.fit(examples.x, examples.y, { epochs: 3, callbacks: [book] });
    const data = await carrier.store.put(packExamples(examples));
    for (const bytes of [book.bytes(), book.bytes().subarray(0, -30)]) {
      const verdict = await verifySegments(carrier, bytes, { data, kernels: 'simd', incomplete: false });
      assert.deepEqual(verdict, await verifyLedger(bytes, { x: examples.x, y: examples.y }));
    }
    await Promise.all([events.close(), queue.close()]);
    await carrier.close();
  }),
};

/** A command that is refused and lasts longer has waited. */
const MOST_MILLISECONDS = 60_000;
const WORDS = ['fleet', 'train', '--hidden', '4', '--max-iterations', '5', '--epochs', '1', '--json'];

/** Both commands say it, and do not wait for what no waiting mends. */
async function expectRefused(
  folder: string, url: string, env: Readonly<Record<string, string>>, message: RegExp,
): Promise<void> {
  for (const words of [WORDS, ['fleet', 'worker']]) {
    const { child, ended } = start(folder, [...words, '--redis', url, '--patience', '3600'], env);
    const timer = setTimeout(() => child.kill('SIGKILL'), MOST_MILLISECONDS), { code, stderr } = await ended;
    clearTimeout(timer);
    assert.equal(code, 3, `${words.join(' ')}: ${stderr}`);
    assert.match(stderr, /the queue at rediss:\/\/localhost:\d+ refuses us/);
    assert.match(stderr, message);
  }
}

const byTls: Trial = {
  name: 'rediss:// with a certificate of one\'s own, as a user who may touch bitgrad:* alone',
  lacks: () => REDIS() ?? lacking('openssl', 'apt install openssl, say'),
  run: async ({ folder }) => {
    const port = await freePort();
    const server = new Server(port, (own) => [
      'port 0', `tls-port ${port}`, `tls-cert-file ${own}/cert.pem`, `tls-key-file ${own}/key.pem`,
      `tls-ca-cert-file ${own}/cert.pem`, 'tls-auth-clients no',
      'user default off', `user anna on >secret ~${PREFIX}:* &* +@all -@dangerous +info +client`,
      'user bob on >secret ~other:* &* +@all -@dangerous +info +client',
    ]);
    const certificate = join(server.folder, 'cert.pem');
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-out', certificate,
      '-keyout', join(server.folder, 'key.pem'), ...subject], { stdio: 'ignore' });
    const env = { NODE_EXTRA_CA_CERTS: certificate }, url = `rediss://anna:secret@localhost:${port}`;
    const workers = new Workers(folder, url, env);
    await server.start();
    try {
      workers.add();
      const { code, stdout, stderr } = await start(folder, [...WORDS, '--redis', url], env).ended;
      assert.equal(code, 0, stderr);
      const here = await start(folder, [...WORDS, '--workers', '1']).ended;
      const hash = (text: string): unknown => Reflect.get(JSON.parse(text) as object, 'parametersSha256');
      assert.equal(hash(stdout), hash(here.stdout));
      const user = (name: string): string => url.replace('anna:secret', name);
      await expectRefused(folder, user('anna:wrong'), env, /refuses us: WRONGPASS/);
      await expectRefused(folder, user('bob:secret'), env, /refuses us: NOPERM/);
      await expectRefused(folder, url, {}, /refuses us: .*certificate/);
    } finally {
      workers.end();
      await server.remove();
    }
  },
};

export const trials: readonly Trial[] = [
  byWorkers(1), byWorkers(2), byWorkers(4), killed, restarted, gone, hostile, byTls,
];
