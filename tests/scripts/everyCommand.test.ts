/**
 * What holds for every command of package.json: help, refusals, and how the output may end.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { program } from '../helpers/program.ts';
import { runInTurn, runScript } from './runScript.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
  scripts: Readonly<Record<string, string>>,
};

/** Every command that runs a file of ours: its name as it is typed, and the file. */
const commands = Object.entries(scripts).flatMap(([name, line]) => {
  const file = /node --import tsx (\S+\.ts)/.exec(line)?.[1];
  return file === undefined ? [] : [{ name, file }];
});
/** What two commands share calls itself by the first. */
const titleOf = (name: string): string => (
  name === 'start' ? 'npm start' : name.startsWith('test') ? 'npm test' : `npm run ${name}`
);

const outcomes = await runInTurn(
  commands.flatMap(({ file }) => ['--help', '--hepl'].map((option) => [file, [option]] as const)),
);

test('every script of package.json that is ours is one of these commands', () => {
  const others = Object.keys(scripts).filter((name) => !commands.some((command) => command.name === name));
  assert.deepEqual(others, ['typecheck', 'build', 'prepack'], 'these are the compiler\'s');
  assert.ok(commands.length >= 16);
});

commands.forEach(({ name }, i) => {
  const [help, wrong] = outcomes.slice(2 * i, 2 * i + 2), title = titleOf(name);

  test(`${title}: --help explains itself on lines of a terminal's width`, () => {
    assert.deepEqual([help.status, help.stderr], [0, '']);
    assert.ok(help.stdout.startsWith(`${title} -- `), help.stdout);
    assert.match(help.stdout, /^ {2}--help +this text$/m);
    assert.match(help.stdout, /\nExit code: 0 [^;]+; .*2 bad usage[^;]*(; \d+ [^;]+)*\.\n$/);
    const codes = [...help.stdout.matchAll(/(?:code:|;) (\d+) /g)].map(([, code]) => Number(code));
    assert.deepEqual(codes, [...new Set(codes)].sort((a, b) => a - b), 'each code is said once');
    assert.deepEqual(help.stdout.split('\n').filter((line) => line.length > 120), []);
  });

  test(`${title}: an option that there is not ends with one line, the nearest right one, and exit code 2`, () => {
    const message = `${title}: there is no option '--hepl'; did you mean '--help'?; --help lists the options\n`;
    assert.deepEqual(wrong, { status: 2, stdout: '', stderr: message });
  });
});

const FULL = '/dev/full';

const skip = existsSync(FULL) ? false : `there is no ${FULL}`;

test('an output that cannot be written is one line and exit code 1', { skip }, async () => {
  const full = openSync(FULL, 'w');
  const child = spawn(
    process.execPath, program('scripts/productLoss.ts'), { cwd: ROOT, stdio: ['ignore', full, 'pipe'] },
  );
  let error = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => { error += text; });
  const code = await new Promise<number | null>((closed) => child.on('close', closed));
  closeSync(full);
  assert.equal(code, 1);
  assert.match(error, /^npm run product-loss: the output cannot be written: ENOSPC: .*\n$/);
});

test('an output file that cannot be written is found before the work begins', async () => {
  const started = await runScript('compare', '--epochs', '100000', '--svg', `${ROOT}package.json/chart.svg`);
  assert.deepEqual([started.status, started.stdout], [1, '']);
  assert.match(
    started.stderr,
    /^npm run compare: --svg must be a file that can be written, got '.*svg': there is no folder '.*package\.json'\n$/,
  );
});
