/**
 * Data by their SHA-256: whoever has the digest can tell whether the bytes are right, whoever brought them.
 * @module
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../lib/core/digest.ts';

export interface Store {
  /** Keeps bytes; their SHA-256. */
  put(bytes: Uint8Array): Promise<string>;
  /** The bytes. Rejects with MissingData where they are not there, and with an Error where they are others. */
  get(digest: string): Promise<Uint8Array>;
  has(digest: string): Promise<boolean>;
  /** Forgets them. */
  drop(digest: string): Promise<void>;
}

/** The most bytes that are taken. */
export const MOST_BYTES: number = 2 ** 31;

/** Data that are not in a store, or no longer. */
export class MissingData extends Error {
  readonly digest: string;
  constructor(digest: string) {
    super(`there are no data of SHA-256 ${digest}`);
    this.digest = digest;
  }
}

/** Throws an Error unless the bytes have that SHA-256. */
export function expectDigest(bytes: Uint8Array, digest: string): Uint8Array {
  const got = sha256(bytes);
  if (got !== digest) throw new Error(`data must have SHA-256 ${digest}, got ${got}`);
  return bytes;
}

/** A folder with a file for each. */
export class FileStore implements Store {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  async put(bytes: Uint8Array): Promise<string> {
    const digest = sha256(bytes), path = join(this.folder, digest);
    if (existsSync(path)) return digest;
    const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
    await writeFile(temporary, bytes);
    await rename(temporary, path); // whole, or not there
    return digest;
  }

  async get(digest: string): Promise<Uint8Array> {
    const path = join(this.folder, digest);
    if (!existsSync(path)) throw new MissingData(digest);
    return expectDigest(await readFile(path), digest);
  }

  async has(digest: string): Promise<boolean> {
    return existsSync(join(this.folder, digest));
  }

  async drop(digest: string): Promise<void> {
    await rm(join(this.folder, digest), { force: true });
  }
}

/** The last few things made of data, so that these are fetched and read once. */
export class Cache<T> {
  readonly #most: number;
  readonly #made: Map<string, Promise<T>> = new Map();

  constructor(most: number) {
    this.#most = most;
  }

  /** What was made for the key, or is made now. */
  get(key: string, make: () => Promise<T>): Promise<T> {
    const made = this.#made.get(key) ?? make();
    this.#made.delete(key);
    this.#made.set(key, made); // now the last one used
    made.catch(() => this.#made.delete(key));
    for (const old of [...this.#made.keys()].slice(0, -this.#most)) this.#made.delete(old);
    return made;
  }
}
