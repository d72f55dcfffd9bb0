/**
 * A trace in a file.
 * @module
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { toJsonl } from '../audit/trace/jsonl.ts';
import type { TracedOperation } from '../audit/trace/operation.ts';

/** Characters that are held before they are written. */
const HELD = 1 << 16;

export interface JsonlFile {
  /** Adds an operation. Needs no `this`, so that it may be handed on. */
  readonly write: (operation: TracedOperation) => void;
  /** Writes what is held and closes the file. */
  readonly close: () => void;
}

/**
 * A new file at `path`, whatever was there, with one line an operation, for `trace`:
 *
 *     const file = jsonlFile('trace.jsonl');
 *     trace(model, x, y, { onOperation: file.write });
 *     file.close();
 *
 * Writes synchronously, as `trace` runs, and holds up to 64 kB. A line has some 300 bytes. Throws what `node:fs` throws.
 */
export function jsonlFile(path: string): JsonlFile {
  const file = openSync(path, 'w');
  let held = '';
  const flush = (): void => {
    const bytes = new TextEncoder().encode(held);
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    held = '';
  };
  return {
    write: (operation) => {
      held += toJsonl(operation);
      if (held.length >= HELD) flush();
    },
    close: () => {
      flush();
      closeSync(file);
    },
  };
}
