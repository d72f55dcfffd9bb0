/**
 * What a sweep has come to so far, line by line in a file, so that it goes on after a crash.
 * @module
 */
import { existsSync, fsyncSync, openSync, readFileSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { sha256 } from '../../../lib/core/digest.ts';
import { closing, writeAll } from '../../../lib/node/openFile.ts';
import { syncFolder } from '../../../lib/node/syncFolder.ts';
import { UsageError } from '../../command/usageError.ts';
import { toResult, type EpochJob, type EpochResult } from '../jobs.ts';

const encoder = new TextEncoder();

/** The name of a job: its digest. */
export const keyOf = (job: EpochJob): string => sha256(encoder.encode(JSON.stringify(job)));

/** A file of lines, each of which the disk is made to keep. */
export class Journal {
  readonly #path: string;
  readonly #results: Map<string, EpochResult> = new Map();

  /** Throws UsageError for a file that is another sweep's. */
  constructor(path: string, sweep: string) {
    this.#path = path;
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '', end = text.lastIndexOf('\n') + 1;
    const [first, ...lines] = text.slice(0, end).split('\n').slice(0, -1);
    if (first !== undefined && (JSON.parse(first) as { readonly sweep?: unknown }).sweep !== sweep) {
      throw new UsageError(`--out must be a folder of this sweep, or a new one, got that of another in '${path}'`);
    }
    for (const line of lines) {
      const { key, result } = JSON.parse(line) as { readonly key: string; readonly result: unknown };
      this.#results.set(key, toResult('epoch', result));
    }
    if (end < Buffer.byteLength(text)) truncateSync(path, Buffer.byteLength(text.slice(0, end))); // a torn line
    if (first === undefined) this.#append({ sweep });
  }

  get(key: string): EpochResult | undefined {
    return this.#results.get(key);
  }

  set(key: string, result: EpochResult): void {
    this.#append({ key, result });
    this.#results.set(key, result);
  }

  #append(line: object): void {
    const isNew = !existsSync(this.#path);
    closing(openSync(this.#path, 'a'), (file) => {
      writeAll(file, encoder.encode(`${JSON.stringify(line)}\n`));
      fsyncSync(file);
    });
    if (isNew) syncFolder(dirname(this.#path));
  }
}
