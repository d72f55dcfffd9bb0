/**
 * Files that are written whole or not at all.
 * @module
 */

import { randomBytes } from 'node:crypto';
import {
  fchmodSync, fchownSync, fstatSync, fsyncSync, lstatSync, openSync, realpathSync, renameSync, statSync, unlinkSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expectUint8Array, rangeError } from '../core/errors.ts';
import { expectPath } from './expectPath.ts';
import { closing, quietly, writeAll } from './openFile.ts';
import { syncFolder } from './syncFolder.ts';

const WHO = 'writeFileAtomically';
/** Read, write and execute, for owner, group and others. */
const RIGHTS = 0o777, RIGHTS_OF_GROUP = 0o070;
const OWN_RIGHTS = 0o600, NEW_RIGHTS = 0o666;
/** Characters of the name that the temporary one has: the rest has room in the 255 bytes that systems allow. */
const KEPT = 60;

/**
 * Puts `bytes` at `path`, instead of what was there: a process that is killed, or a machine that fails, leaves the one
 * or the other whole.
 *
 * They go to a new file `.name.random.tmp` beside it, which the disk is made to keep, and which is then renamed. A
 * process that is killed may leave that behind. Of several processes that write to one path the last one's bytes stay.
 *
 * - Mode, owner and group of the file that is replaced are kept, as far as the system allows; without its group, the
 *   group's rights are dropped. A new file has those that any new file has.
 * - Where `path` is a symbolic link, the file that it leads to is replaced and the link stays. One that leads nowhere
 *   is refused.
 *
 * Throws TypeError for bytes that are no Uint8Array, RangeError where `path` is there and no regular file, and the
 * system's error. All leave what was there.
 */
export function writeFileAtomically(path: string, bytes: Uint8Array): void {
  expectPath(WHO, 'path', path);
  expectUint8Array(WHO, 'bytes', bytes); // anything else would leave an empty file
  const target = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? realpathSync(path) : path;
  const before = statSync(target, { throwIfNoEntry: false });
  if (before !== undefined && !before.isFile()) {
    throw rangeError(`${WHO}: path must be that of a regular file, or of none, got '${path}'`);
  }
  const folder = dirname(target), random = randomBytes(8).toString('hex');
  const temporary = join(folder, `.${basename(target).slice(0, KEPT)}.${random}.tmp`);
  const file = openSync(temporary, 'wx', before === undefined ? NEW_RIGHTS : OWN_RIGHTS);
  try {
    closing(file, () => {
      if (before !== undefined) keepAccess(file, before);
      writeAll(file, bytes);
      fsyncSync(file);
    });
    renameSync(temporary, target);
  } catch (error) {
    quietly(() => unlinkSync(temporary));
    throw error;
  }
  syncFolder(folder);
}

/** Gives a file the owner, the group and the rights of another. */
function keepAccess(file: number, { uid, gid, mode }: Stats): void {
  const own = fstatSync(file);
  const isGiven = (own.uid === uid && own.gid === gid)
    || isAllowed(() => fchownSync(file, uid, gid)) || isAllowed(() => fchownSync(file, own.uid, gid));
  fchmodSync(file, mode & (isGiven ? RIGHTS : RIGHTS & ~RIGHTS_OF_GROUP));
}

function isAllowed(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}
