import { fsyncSync, openSync } from 'node:fs';
import { closing } from './openFile.ts';

/** Has the disk keep a folder's names, where the system lets folders be opened (Windows does not). */
export function syncFolder(path: string): void {
  let folder;
  try {
    folder = openSync(path, 'r');
  } catch {
    return;
  }
  closing(folder, fsyncSync);
}
