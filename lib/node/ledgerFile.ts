/**
 * A ledger in a file.
 * @module
 */

import { closeSync, constants, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { expectUint8Array } from '../core/errors.ts';
import { expectPath } from './expectPath.ts';
import { closing, untilFailure, writeAll } from './openFile.ts';
import { syncFolder } from './syncFolder.ts';

/** To a file that is there: one that has gone is not begun anew. */
const APPEND = constants.O_WRONLY | constants.O_APPEND;

/**
 * What `ledger` takes as `write`: appends to a file that must not be there yet, and has the disk keep each state before
 * training goes on.
 *
 *     const book = ledger({ write: ledgerFile('run.ledger') });
 *
 * A process that is killed, or a disk that is full, leaves whole lines up to some state and at most one torn line:
 * after a write that failed, each further one throws the same error. Throws the system's error, EEXIST where the file
 * is there.
 */
export function ledgerFile(path: string): (lines: Uint8Array) => void {
  expectPath('ledgerFile', 'path', path);
  closeSync(openSync(path, 'wx'));
  syncFolder(dirname(path));
  const append = untilFailure((lines: Uint8Array) => closing(openSync(path, APPEND), (file) => {
    writeAll(file, lines);
    fsyncSync(file);
  }));
  return (lines) => {
    expectUint8Array('ledgerFile', 'lines', lines);
    append(lines);
  };
}
