/**
 * `npm run reference`: pages of all that the entries export, made from the docstrings.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installTools } from './build/installTools.ts';
import { say } from './command/output.ts';
import { runCommand } from './command/runCommand.ts';
import { referenceCommand } from './reference/options.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url)), TOOLS = join(ROOT, 'scripts', 'reference');
const TYPEDOC = join(TOOLS, 'node_modules', 'typedoc', 'bin', 'typedoc');

/** The files of the entries, the root last: what it has of others then stands where it is from. */
function entryFiles(): string[] {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { exports: object };
  const folders = Object.keys(exports).filter((entry) => !entry.endsWith('.json')).sort().reverse();
  return folders.map((entry) => join(ROOT, 'lib', entry, 'index.ts'));
}

/** Throws an Error where a program fails. */
function run(command: string, words: readonly string[]): void {
  const { status, error } = spawnSync(command, words, { cwd: ROOT, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${words[0]} ended with exit code ${status}`);
}

await runCommand(referenceCommand, ({ out }) => {
  installTools(`${TOOLS}/`);
  const folder = resolve(out);
  const entries = entryFiles().flatMap((file) => ['--entryPoints', file]);
  run(process.execPath, [TYPEDOC, '--options', join(TOOLS, 'typedoc.json'), ...entries, '--out', folder]);
  say(`Begin with ${join(folder, 'index.html')}`);
});
