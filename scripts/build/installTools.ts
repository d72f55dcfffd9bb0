/**
 * Tools that the root's package.json does not have, each in a folder with a lock of its own.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Whether what is installed is what the lock says: npm writes its own list last. */
function isInstalled(folder: string): boolean {
  const list = join(folder, 'node_modules', '.package-lock.json');
  return existsSync(list) && statSync(list).mtimeMs >= statSync(join(folder, 'package-lock.json')).mtimeMs;
}

/**
 * Installs what a folder's lock says, where that is not there. No script of a package is run. Throws an Error where it
 * fails.
 */
export function installTools(folder: string): void {
  if (isInstalled(folder)) return;
  process.stderr.write(`Installing what ${folder}package.json asks for (once) …\n`);
  const args = ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status, error } = spawnSync('npm', args, {
    stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32',
  });
  const reason = error === undefined ? '' : `: ${error.message}`;
  if (status !== 0) throw new Error(`npm ci --prefix ${folder} failed${reason}`);
}
