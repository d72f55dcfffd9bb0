/**
 * Tools that the root's package.json does not have, each in a folder with a lock of its own.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Installs what a folder's lock says, once. No script of a package is run. Throws an Error where that fails. */
export function installTools(folder: string): void {
  if (existsSync(join(folder, 'node_modules'))) return;
  process.stderr.write(`Installing what ${folder}package.json asks for (once) …\n`);
  const args = ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status, error } = spawnSync('npm', args, {
    stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32',
  });
  const reason = error === undefined ? '' : `: ${error.message}`;
  if (status !== 0) throw new Error(`npm ci --prefix ${folder} failed${reason}`);
}
