/**
 * A ledger in a file.
 * @module
 */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from './syncFolder.ts';

/**
 * What `ledger` takes as `write`: appends to a file that must not be there yet, and has the disk keep each state before training goes on.
 *
 *     const book = ledger({ write: ledgerFile('run.ledger') });
 *
 * A process that is killed leaves whole lines up to some state and at most one torn line. Throws the system's error, EEXIST where the file is there.
 */
export function ledgerFile(path: string): (lines: Uint8Array) => void {
  closeSync(openSync(path, 'wx'));
  syncFolder(dirname(path));
  return (lines) => {
    const file = openSync(path, 'a');
    try {
      for (let at = 0; at < lines.length; ) at += writeSync(file, lines, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  };
}
