/**
 * Connections to a queue: what is waited for, and what is said at once.
 */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { Connections, QueueGone, type Packages, type Redis } from '../../scripts/fleet/redis.ts';

type Options = ConstructorParameters<Packages['Redis']>[1];

/** A connection that does nothing by itself. Disconnected, it refuses the command that waits. */
class Silent extends EventEmitter implements Redis {
  status = 'ready';
  readonly stream: EventEmitter = new EventEmitter();
  readonly retry: Options['retryStrategy'];
  readonly #made: ConstructorParameters<Packages['Redis']>;
  #refuse: (error: Error) => void = () => {};

  constructor(url: string, options: Options) {
    super();
    this.retry = options.retryStrategy;
    this.#made = [url, options];
  }

  duplicate(): Silent {
    return new Silent(...this.#made);
  }

  exists(): Promise<number> {
    return new Promise((_, reject) => { this.#refuse = reject; });
  }

  disconnect(): void {
    this.status = 'end';
    this.#refuse(new Error('Connection is closed.'));
  }

  hexists = this.exists;
  hset = this.exists;
  expire = this.exists;
  del = this.exists;
  hgetBuffer = async (): Promise<null> => null;
}

function opened(patience: number): { readonly connections: Connections; readonly made: readonly Silent[] } {
  const made: Silent[] = [];
  const Own = class extends Silent {
    constructor(url: string, options: Options) {
      super(url, options);
      made.push(this);
    }
  };
  const own: Partial<Packages> = { Redis: Own };
  const connections = new Connections(own as Packages, 'rediss://anna:secret@localhost:6380', patience);
  for (let i = 0; i < 2; i++) connections.connect();
  return { connections, made };
}

const REFUSALS = [
  'WRONGPASS invalid username-password pair or user is disabled.', 'NOAUTH Authentication required.',
  'NOPERM this user has no permissions to run the \'evalsha\' command', 'ERR invalid password',
  'DENIED Redis is running in protected mode', 'ERR ACL failure in script: No permissions to access a key',
  'ERR DB index is out of range', 'self-signed certificate', 'certificate has expired',
  'unable to verify the first certificate', 'write EPROTO ...:SSL routines:ssl3_get_record:wrong version number:...',
];

test('what Redis refuses is said at once, by name, and ends all connections and commands', async () => {
  for (const refusal of REFUSALS) {
    const expected = (error: unknown): boolean => (
      error instanceof QueueGone && error.message === `the queue at rediss://localhost:6380 refuses us: ${refusal}`);
    const { connections, made: [first, second] } = opened(3600), waiting = connections.expect(second.exists());
    first.status = 'connect';
    first.emit('error', new Error(refusal));
    first.stream.emit('error', new Error('the second of one socket'));
    await assert.rejects(waiting, expected);
    await assert.rejects(connections.gone, expected);
    assert.equal(first.retry(1), null);
    first.status = 'ready';
    first.emit('ready');
    assert.equal(first.status, 'end');
    const other = opened(3600).connections;
    await assert.rejects(other.expect(Promise.reject(new Error(refusal))), expected);
  }
});

test('what BullMQ makes of a connection is heard as that is, and ends with it', async () => {
  const { connections, made: [first] } = opened(3600);
  const own = first.duplicate(), ready = own.duplicate();
  own.status = 'connect';
  own.emit('error', new Error('self-signed certificate'));
  own.stream.emit('error', new Error('the second of one socket'));
  await assert.rejects(connections.gone, /refuses us: self-signed certificate/);
  assert.equal(ready.status, 'end');
  own.emit('ready');
  assert.equal(own.status, 'end');
});

test('a socket that fails while it is closed is nobody\'s error', () => {
  const { connections, made: [first, second] } = opened(3600);
  second.status = 'connecting';
  connections.close();
  for (const { status, stream } of [first, second]) {
    assert.equal(status, 'end');
    stream.emit('error', new Error('tlsv1 alert decode error'));
  }
});

test('a connection that is gone is waited for, longer each time, and then said', async () => {
  const { connections, made: [first, second] } = opened(3600);
  first.emit('error', new Error('connect ECONNREFUSED 127.0.0.1:6380'));
  assert.deepEqual([1, 2, 3, 7, 8, 20].map((times) => first.retry(times)), [50, 100, 200, 3200, 5000, 5000]);
  assert.equal(second.status, 'ready');
  await assert.rejects(connections.expect(Promise.reject(new Error('another'))), /^Error: another$/);
  connections.close();
  assert.equal(first.retry(1), null);
  const { connections: hasty, made: [third, fourth] } = opened(0), waiting = hasty.expect(fourth.exists());
  third.emit('error', new Error('connect ECONNREFUSED 127.0.0.1:6380'));
  assert.equal(third.retry(1), null);
  for (const ended of [waiting, hasty.gone]) await assert.rejects(ended, /has been gone for 0 s: connect ECONNREFUSED/);
});
