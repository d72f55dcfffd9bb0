/**
 * Files that are read whole.
 * @module
 */

import { readFileSync, statSync, type Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { FormatError } from '../core/errors.ts';

/**
 * FormatError unless it is a file of at most `maxBytes`: reading would wait at a pipe for a writer, and of a device may
 * never end.
 */
function expectRegular(status: Stats, maxBytes: number): void {
  if (!status.isFile()) throw new FormatError('it must be a regular file');
  if (status.size > maxBytes) {
    throw new FormatError(`it must have at most ${maxBytes} bytes (maxBytes), got ${status.size}`);
  }
}

/** The bytes of a regular file. Throws FormatError for anything else, or a larger one, and the system's error. */
export async function readRegularFile(path: string, maxBytes: number): Promise<Uint8Array> {
  expectRegular(await stat(path), maxBytes);
  return readFile(path);
}

/** The same at once, however large. */
export function readRegularFileSync(path: string): Uint8Array {
  expectRegular(statSync(path), Infinity);
  return readFileSync(path);
}
