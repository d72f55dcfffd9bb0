/**
 * A trace in a file.
 * @module
 */

import { closeSync, openSync } from 'node:fs';
import { StateError } from '../core/errors.ts';
import { toJsonl } from '../audit/trace/jsonl.ts';
import type { TracedOperation } from '../audit/trace/operation.ts';
import { expectPath } from './expectPath.ts';
import { quietly, untilFailure, writeAll } from './openFile.ts';

/** Characters that are held before they are written. */
const HELD = 1 << 16;

/** What {@link jsonlFile} opens: a file of one JSON value a line. */
export interface JsonlFile {
  /** Adds an operation. Needs no `this`, so that it may be handed on. Throws StateError after `close`. */
  readonly write: (operation: TracedOperation) => void;
  /** Writes what is held and closes the file; once more, it does nothing. */
  readonly close: () => void;
}

/**
 * A new file at `path`, whatever was there, with one line an operation, for `trace`:
 *
 *     const file = jsonlFile('trace.jsonl');
 *     trace(model, x, y, { onOperation: file.write });
 *     file.close();
 *
 * Writes synchronously, as `trace` runs, and holds up to 64 kB. A line has some 300 bytes. Throws what `node:fs`
 * throws: a write that fails closes the file, which then ends somewhere within a line, and each further call throws the
 * same error.
 */
export function jsonlFile(path: string): JsonlFile {
  expectPath('jsonlFile', 'path', path);
  const file = openSync(path, 'w');
  let held = '', isOpen = true;
  /** Takes a line; without one, closes the file. */
  const take = untilFailure((line: string | undefined) => {
    if (!isOpen) return;
    held += line ?? '';
    if (line !== undefined && held.length < HELD) return;
    const bytes = new TextEncoder().encode(held);
    held = '';
    try {
      writeAll(file, bytes);
    } catch (error) {
      quietly(() => closeSync(file));
      throw error;
    }
    if (line !== undefined) return;
    isOpen = false;
    closeSync(file);
  });
  return {
    write: (operation) => {
      if (!isOpen) throw new StateError('jsonlFile: write must come before close, got one after it');
      take(toJsonl(operation));
    },
    close: () => take(undefined),
  };
}
