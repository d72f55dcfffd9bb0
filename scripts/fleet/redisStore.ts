/**
 * Data in Redis: a hash for each digest, its fields the parts in order.
 * @module
 */
import { sha256 } from '../../lib/core/digest.ts';
import { PREFIX, type Connections, type Redis } from './redis.ts';
import { MOST_BYTES, MissingData, expectDigest, type Store } from './store.ts';

/** Bytes of a part, and the seconds for which data are kept. */
const PART = 2 ** 22, KEPT = 86_400;
/** The field with the number of parts, which is written last. */
const PARTS = 'parts';

export class RedisStore implements Store {
  readonly #connections: Connections;
  readonly #redis: Redis;
  readonly #queue: string;
  /** What was put here, so that a Redis that forgot it can be told again. */
  readonly #kept: Map<string, Uint8Array> | undefined;

  /** `keeps` what it is given. */
  constructor(connections: Connections, queue: string, keeps: boolean) {
    this.#connections = connections;
    this.#redis = connections.connect();
    this.#queue = queue;
    this.#kept = keeps ? new Map() : undefined;
  }

  async put(bytes: Uint8Array): Promise<string> {
    const digest = sha256(bytes);
    this.#kept?.set(digest, bytes);
    await this.#connections.expect(this.#write(digest, bytes));
    return digest;
  }

  /** Puts again what was put here and is gone there. */
  async ensure(digest: string): Promise<void> {
    const bytes = this.#kept?.get(digest);
    if (bytes !== undefined) await this.#connections.expect(this.#write(digest, bytes));
  }

  get(digest: string): Promise<Uint8Array> {
    return this.#connections.expect(this.#read(digest));
  }

  async #read(digest: string): Promise<Uint8Array> {
    const kept = this.#kept?.get(digest), key = this.#keyOf(digest);
    if (kept !== undefined) return kept;
    const parts = Number(Buffer.from(await this.#redis.hgetBuffer(key, PARTS) ?? []).toString());
    if (!(parts > 0 && parts * PART <= MOST_BYTES)) throw new MissingData(digest);
    const all: Uint8Array[] = [];
    for (let part = 0; part < parts; part++) {
      const bytes = await this.#redis.hgetBuffer(key, String(part));
      if (bytes === null) throw new MissingData(digest);
      all.push(bytes);
    }
    return expectDigest(all.length === 1 ? new Uint8Array(all[0]) : Buffer.concat(all), digest);
  }

  async has(digest: string): Promise<boolean> {
    return await this.#connections.expect(this.#redis.hexists(this.#keyOf(digest), PARTS)) === 1;
  }

  async drop(digest: string): Promise<void> {
    this.#kept?.delete(digest);
    await this.#connections.expect(this.#redis.del(this.#keyOf(digest)));
  }

  async #write(digest: string, bytes: Uint8Array): Promise<void> {
    const key = this.#keyOf(digest), parts = Math.max(1, Math.ceil(bytes.length / PART));
    if (!await this.has(digest)) {
      for (let part = 0; part < parts; part++) {
        const own = bytes.subarray(part * PART, (part + 1) * PART);
        await this.#redis.hset(key, String(part), Buffer.from(own.buffer, own.byteOffset, own.length));
      }
      await this.#redis.hset(key, PARTS, parts);
    }
    await this.#redis.expire(key, KEPT);
  }

  #keyOf(digest: string): string {
    return `${PREFIX}:${this.#queue}:data:${digest}`;
  }
}
