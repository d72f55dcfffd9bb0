/**
 * Files that are written whole or not at all.
 * @module
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from './syncFolder.ts';

/**
 * Puts `bytes` at `path`, instead of what was there: a process that is killed, or a machine that fails, leaves the one or the other whole.
 *
 * They go to the file `.name.tmp` beside it, which the disk is made to keep, and which is then renamed. A process that is killed may
 * leave that behind; the next call writes over it. Two processes must not write to one path. Throws the system's error.
 */
export function writeFileAtomically(path: string, bytes: Uint8Array): void {
  const folder = dirname(path), temporary = join(folder, `.${basename(path)}.tmp`);
  try {
    const file = openSync(temporary, 'w');
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(folder);
}
