/**
 * `npm test`: runs the test files, since `node --test` of Node 20 takes no pattern, compiled, each in a process
 * of its own.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { optionName, rowsOf } from './command/command.ts';
import { runCommand } from './command/runCommand.ts';
import { compiledCopy } from './test/compiledCopy.ts';
import { test, type Options } from './test/options.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SLOW = join('tests', 'slow') + sep;

const depth = (path: string): number => path.split(sep).length;

/** What goes to Node as it is. */
function flags(options: Options): string[] {
  return rowsOf(test).filter(([name]) => name.startsWith('test')).flatMap(([name, { kind }]) => {
    const value = options[name as keyof Options];
    if (value === undefined || value === false) return [];
    return [kind.shown === undefined ? optionName(name) : `${optionName(name)}=${value}`];
  });
}

await runCommand(test, (options) => {
  const words = options.operands.map((word) => word.replaceAll('/', sep));
  const files = readdirSync(join(ROOT, 'tests'), { recursive: true, encoding: 'utf8' })
    .map((name) => join('tests', name))
    .filter((path) => path.endsWith('.test.ts') && path.startsWith(SLOW) === options.slow)
    .filter((path) => !path.includes('node_modules'))
    .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
    .sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1)); // those of the whole take longest, and begin first
  if (files.length === 0) throw new Error(`no test file's path contains ${words.join(' or ')}`);
  process.once('SIGINT', () => {}); // ends the tests; the copy is still to be removed
  const { folder, remove } = compiledCopy(ROOT);
  try {
    const compiled = files.map((file) => join(folder, file.replace(/ts$/, 'js')));
    const testConcurrency = options.testConcurrency ?? availableParallelism(); // Node leaves a core idle
    const command = ['--enable-source-maps', '--test', ...flags({ ...options, testConcurrency }), ...compiled];
    const { status, error } = spawnSync(process.execPath, command, { cwd: ROOT, stdio: 'inherit' });
    if (error !== undefined) throw error;
    process.exitCode = status ?? 1; // null where a signal ended it
  } finally {
    remove();
  }
});
