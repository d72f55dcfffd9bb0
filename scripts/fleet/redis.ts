/**
 * Redis and BullMQ, as far as they are used: they are installed beside bitgrad by who wants a queue.
 * @module
 */
import { createRequire } from 'node:module';
import { messageOf } from '../command/usageError.ts';

/** A connection of ioredis. */
export interface Redis {
  readonly status: string;
  readonly stream?: { on(event: 'error', listener: () => void): unknown };
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'ready', listener: () => void): unknown;
  exists(key: string): Promise<number>;
  hexists(key: string, field: string): Promise<number>;
  hset(key: string, field: string, value: Uint8Array | number): Promise<number>;
  hgetBuffer(key: string, field: string): Promise<Uint8Array | null>;
  expire(key: string, seconds: number): Promise<number>;
  del(key: string): Promise<number>;
  disconnect(): void;
  /** Another of the same options. */
  duplicate(options?: object): Redis;
}

interface RedisOptions {
  readonly maxRetriesPerRequest: null;
  readonly retryStrategy: (times: number) => number | null;
}

/** A job of BullMQ. */
export interface QueuedJob {
  readonly data: unknown;
  readonly returnvalue: unknown;
  readonly failedReason?: string;
}

interface Settings {
  readonly connection: Redis;
  readonly prefix: string;
}

export interface Queue {
  on(event: 'error', listener: (error: Error) => void): unknown;
  add(name: string, data: object, options: object): Promise<unknown>;
  getJob(id: string): Promise<QueuedJob | undefined>;
  getJobState(id: string): Promise<string>;
  getWorkersCount(): Promise<number>;
  remove(id: string): Promise<number>;
  close(): Promise<void>;
}

export interface QueueEvents {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'completed', listener: (told: { readonly jobId: string; readonly returnvalue: unknown }) => void): unknown;
  on(event: 'failed', listener: (told: { readonly jobId: string; readonly failedReason: string }) => void): unknown;
  close(): Promise<void>;
}

export interface Worker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(isForced?: boolean): Promise<void>;
}

interface WorkerSettings extends Settings {
  readonly concurrency: number;
  readonly lockDuration: number;
  readonly stalledInterval: number;
  readonly maxStalledCount: number;
}

/** What both packages offer. */
export interface Packages {
  readonly Redis: new (url: string, options: RedisOptions) => Redis;
  readonly Queue: new (name: string, settings: Settings) => Queue;
  readonly QueueEvents: new (name: string, settings: Settings) => QueueEvents;
  readonly Worker: new (
    name: string, act: (job: QueuedJob) => Promise<unknown>, settings: WorkerSettings,
  ) => Worker;
}

/** All keys begin so, which is what an ACL user needs: ~bitgrad:* */
export const PREFIX = 'bitgrad';

const load = createRequire(import.meta.url);

/** Loads both packages. Throws an Error that says how they are installed, where they are not. */
export function packages(): Packages {
  const [bullmq, ioredis] = ['bullmq', 'ioredis'].map((name) => {
    try {
      return load(name) as Partial<Packages>;
    } catch (error) {
      const isAbsent = error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
      const how = 'npm install bullmq ioredis, beside bitgrad; in a clone npm ci --prefix scripts/fleet';
      throw isAbsent ? new Error(`--redis needs ${name}, which is not installed: ${how}`) : error;
    }
  });
  return { ...ioredis, ...bullmq } as Packages;
}

const FIRST_DELAY = 50, MOST_DELAY = 5000;
/** What no waiting mends: users and their rights, certificates, a port without TLS, a database that is not there. */
const REFUSED = /WRONGPASS|NOAUTH|NOPERM|DENIED|ACL failure|ERR invalid|DB index|certificate|wrong version number/i;

/** A queue that refuses us, or that is gone and has been waited for: it is given up. */
export class QueueGone extends Error {}

/** ioredis hears one error of a socket, and tells none that comes after it was disconnected; TLS may have two. */
function quieten({ stream }: Redis): void {
  stream?.on('error', () => {});
}

function disconnect(redis: Redis): void {
  quieten(redis);
  redis.disconnect();
}

/** Connections to one Redis, given up together. */
export class Connections {
  readonly packages: Packages;
  /** Rejects with QueueGone. */
  readonly gone: Promise<never>;
  readonly #url: string;
  readonly #patience: number;
  readonly #open: Redis[] = [];
  #reject: (error: Error) => void = () => {};
  #end: Error | undefined;
  #isClosed = false;

  /** Waits for one that is gone so many seconds. */
  constructor(own: Packages, url: string, patience: number) {
    this.packages = own;
    this.#url = url;
    this.#patience = patience;
    this.gone = new Promise((_, reject) => { this.#reject = reject; });
    this.gone.catch(() => {});
  }

  /** A new connection, which comes back by itself. */
  connect(): Redis {
    const { Redis } = this.packages;
    let since: number | undefined, last = 'no answer';
    const watched = (redis: Redis): Redis => {
      redis.on('ready', () => {
        since = undefined;
        if (this.#end !== undefined) disconnect(redis);
      });
      redis.on('error', (error) => {
        quieten(redis);
        last = error.message || String(Reflect.get(error, 'code'));
        this.hear(error);
      });
      const duplicate = redis.duplicate.bind(redis);
      redis.duplicate = (options) => watched(duplicate(options)); // BullMQ's own connections come of ours
      this.#open.push(redis);
      return redis;
    };
    return watched(new Redis(this.#url, {
      maxRetriesPerRequest: null, // a command waits for the queue to come back
      retryStrategy: (times) => {
        since ??= performance.now();
        const seconds = (performance.now() - since) / 1000;
        if (this.#isClosed || this.#end !== undefined) return null;
        if (seconds < this.#patience) return Math.min(FIRST_DELAY * 2 ** (times - 1), MOST_DELAY);
        this.#giveUp(`has been gone for ${Math.round(seconds)} s: ${last}`);
        return null;
      },
    }));
  }

  /** What a command to the queue comes to. Rejects with QueueGone where that is why it failed. */
  async expect<T>(command: Promise<T>): Promise<T> {
    try {
      return await command;
    } catch (error) {
      this.hear(error);
      throw this.#end ?? error;
    }
  }

  /** Gives up where an error says that Redis refuses us. All others are of a connection that comes back. */
  hear(error: unknown): void {
    const message = messageOf(error);
    if (REFUSED.test(message)) this.#giveUp(`refuses us: ${message}`);
  }

  #giveUp(why: string): void {
    this.#end ??= new QueueGone(`the queue at ${this.place} ${why}`);
    this.#reject(this.#end);
    // Commands that wait are refused as their connection ends: here, or where it would be tried again.
    for (const redis of this.#open) if (redis.status === 'ready') disconnect(redis);
  }

  /** Without what must not be shown. */
  get place(): string {
    const { protocol, host } = new URL(this.#url);
    return `${protocol}//${host}`;
  }

  close(): void {
    this.#isClosed = true;
    for (const redis of this.#open) disconnect(redis);
  }
}
