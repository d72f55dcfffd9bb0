/**
 * `npm test`: runs the test files, since `node --test` of Node 20 takes no pattern, compiled.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, relative, sep } from 'node:path';
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

/**
 * Folders whose files each have a process, for they watch time or memory. The files of another folder share one: each
 * process spends half a second on loading lib, and more on compiling what it runs often.
 */
const APART = ['bench', 'engines', 'slow'];

/** The modules that are run, of the test files in `copy`: written there where several files share a process. */
function modulesOf(files: readonly string[], copy: string): string[] {
  const compiled = (file: string): string => join(copy, file.replace(/ts$/, 'js'));
  return [...new Set(files.map(dirname))].flatMap((folder) => {
    const own = files.filter((file) => dirname(file) === folder), [, name] = folder.split(sep);
    if (own.length === 1 || name === undefined || APART.includes(name)) return own.map(compiled);
    const together = join(copy, folder, 'together.js');
    writeFileSync(together, own.map((file) => `import './${basename(compiled(file))}';\n`).join(''));
    return [together];
  });
}

/** The modules under names in their order: Node runs files by name, and one that is long must not come last. */
function inOrder(modules: readonly string[], copy: string): string[] {
  const folder = join(copy, 'run'), digits = String(modules.length).length;
  mkdirSync(folder);
  return modules.map((module, i) => {
    const file = join(folder, `${String(i).padStart(digits, '0')}.js`);
    writeFileSync(file, `import ${JSON.stringify(relative(folder, module).replaceAll(sep, '/'))};\n`);
    return file;
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
    const testConcurrency = options.testConcurrency ?? availableParallelism(); // Node leaves a core idle
    const command = ['--enable-source-maps', '--test', ...flags({ ...options, testConcurrency }),
      ...inOrder(modulesOf(files, folder), folder)];
    const { status, error } = spawnSync(process.execPath, command, { cwd: ROOT, stdio: 'inherit' });
    if (error !== undefined) throw error;
    process.exitCode = status ?? 1; // null where a signal ended it
  } finally {
    remove();
  }
});
