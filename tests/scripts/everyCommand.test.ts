/**
 * What holds for every command, of bitgrad and of package.json: help, refusals, and how the output may end.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readCommandLine } from '../../scripts/command/readCommandLine.ts';
import { bitgrad } from '../helpers/program.ts';
import { described } from './described.ts';
import { runFile, runInTurn, runScript } from './runScript.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
};
const { scripts } = manifest;

/** A command that is ours: what it calls itself, and the words after `node` that run it. */
interface Ours {
  readonly title: string;
  readonly file: string;
  readonly words: readonly string[];
}

/** What two commands share calls itself by the first. */
const titleOf = (name: string): string => (/^test(?::slow)?$/.test(name) ? 'npm test' : `npm run ${name}`);

/** Every script of package.json that runs a file of ours. */
const ofNpm = Object.entries(scripts).flatMap(([name, line]) => {
  const [, file, word] = /node --import tsx (\S+\.ts)(?: (\w[\w-]*))?$/.exec(line.replace(/ --slow$/, '')) ?? [];
  return file === undefined ? [] : [{ name, file, word }];
});

const { stdout: list } = await runFile('scripts/bitgrad.ts', ['--help']);
/** The commands of bitgrad, as its help lists them. */
const names = [...list.matchAll(/^ {2}(\w[\w-]*(?: \w+)?) {2,}\S/gm)].map(([, name]) => name);

const commands: readonly Ours[] = [
  ...names.map((name) => ({ title: `bitgrad ${name}`, file: 'scripts/bitgrad.ts', words: name.split(' ') })),
  ...ofNpm.filter(({ file }) => file !== 'scripts/bitgrad.ts')
    .map(({ name, file }) => ({ title: titleOf(name), file, words: [] })),
];

const outcomes = await runInTurn(
  commands.flatMap(({ file, words }) => ['--help', '--hepl'].map((option) => [file, [...words, option]] as const)),
);

test('every script of package.json that is ours is one of these commands', () => {
  const others = Object.keys(scripts).filter((script) => !ofNpm.some(({ name }) => name === script));
  assert.deepEqual(others, ['typecheck', 'build', 'prepack'], 'these are the compiler\'s');
  assert.ok(names.length >= 10 && commands.length >= 20);
});

test('a script whose work is a command of bitgrad is that command and nothing else', () => {
  const thin = ofNpm.filter(({ file }) => file === 'scripts/bitgrad.ts').map(({ name, word }) => [name, word]);
  const renamed = { start: 'train', minimizers: 'minimize', 'mnist:download': 'download-mnist', bitgrad: undefined };
  const wanted = names.filter((name) => !name.includes(' ')).map((name) =>
    Object.entries(renamed).find(([, word]) => word === name) ?? [name, name]);
  assert.deepEqual(thin.sort(), [...wanted, ['bitgrad', undefined]].sort());
});

commands.forEach(({ title, words }, i) => {
  const [help, wrong] = outcomes.slice(2 * i, 2 * i + 2);

  test(`${title}: --help explains itself on lines of a terminal's width`, () => {
    assert.deepEqual([help.status, help.stderr], [0, '']);
    const typed = words.length === 0 ? `${title} -- ` : `npm run bitgrad -- ${words.join(' ')} `;
    assert.ok(help.stdout.startsWith(typed), help.stdout);
    assert.match(help.stdout, /^ {2}--help +this text$/m);
    const code = help.stdout.slice(help.stdout.indexOf('\nExit code: ')).replaceAll('\n', ' ').trim();
    assert.match(code, /^Exit code: 0 [^;]+; (1 [^;]+; )?2 wrong use; 3 something failed; 130 [^;]+; 143 [^;]+\.$/);
    assert.deepEqual(help.stdout.split('\n').filter((line) => line.length > 120), []);
  });

  test(`${title}: an option that there is not ends with one line, the nearest right one, and exit code 2`, () => {
    const message = `${title}: there is no option '--hepl'; did you mean '--help'?; --help lists the options\n`;
    assert.deepEqual(wrong, { status: 2, stdout: '', stderr: message });
  });
});

test('every command of bitgrad has examples whose words it takes, and prints JSON for programs', async () => {
  const all = await described();
  for (const name of names) {
    const command = all.get(`bitgrad ${name}`) ?? assert.fail(name), { examples = [], options } = command;
    assert.ok(examples.length > 0 && 'json' in options, name);
    for (const [words] of examples) {
      assert.ok(readCommandLine(command, words.split(' ').filter((word) => word !== ''), {}), `${name} ${words}`);
    }
  }
});

test('bitgrad without a command, with one that there is not, or with an option before it, is refused', async () => {
  const wrong: readonly (readonly [words: readonly string[], message: string])[] = [
    [['trian'], 'there is no command \'trian\'; did you mean \'train\'?'],
    [['minimizers'], 'there is no command \'minimizers\'; did you mean \'minimize\'?'],
    [['constructor'], 'there is no command \'constructor\''],
    [['fleet'], 'fleet must be followed by worker, verify, sweep, train, reach, got none'],
    [['fleet', 'vreify'],
      'fleet must be followed by worker, verify, sweep, train, reach, got \'vreify\'; did you mean \'verify\'?'],
    [['--versoin'], 'there is no option \'--versoin\' before a command\'s name; did you mean \'--version\'?'],
    [['--json', 'train'], 'there is no option \'--json\' before a command\'s name'],
  ];
  for (const [words, message] of wrong) {
    const stderr = `bitgrad: ${message}; --help lists the commands\n`;
    assert.deepEqual(await runFile('scripts/bitgrad.ts', words), { status: 2, stdout: '', stderr });
  }
});

test('bitgrad has a version, and its help is the same however it is asked for', async () => {
  const [version, short, word, ofCommand, ...same] = await runInTurn([
    ['--version'], ['-v'], ['help'], ['help', 'train'], ['train', '-h'], ['-h'],
  ].map((words) => ['scripts/bitgrad.ts', words]));
  assert.deepEqual([version.stdout, short.stdout], [`${manifest.version}\n`, `${manifest.version}\n`]);
  assert.deepEqual([ofCommand.stdout, word.stdout], same.map(({ stdout }) => stdout));
  assert.equal(word.stdout, list);
  assert.match(list, /^npm run bitgrad -- COMMAND \[options\]\n/);
});

test('FORCE_COLOR gives styles where the output is no terminal, and a refusal has one too', () => {
  const styled = (word: string): SpawnSyncReturns<string> => spawnSync(
    process.execPath, bitgrad(word),
    { cwd: ROOT, encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '1' } },
  );
  assert.equal(styled('--help').stdout, list.replace(/^.*/, '\x1b[1m$&\x1b[22m'));
  assert.match(styled('--hepl').stderr, /^\x1b\[31mbitgrad:\x1b\[39m there is no option '--hepl' before /);
});

const FULL = '/dev/full';

const skip = existsSync(FULL) ? false : `there is no ${FULL}`;

test('an output that cannot be written is one line and exit code 3', { skip }, async () => {
  const full = openSync(FULL, 'w');
  const child = spawn(
    process.execPath, bitgrad('product-loss'), { cwd: ROOT, stdio: ['ignore', full, 'pipe'] },
  );
  let error = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => { error += text; });
  const code = await new Promise<number | null>((closed) => child.on('close', closed));
  closeSync(full);
  assert.equal(code, 3);
  assert.match(error, /^bitgrad product-loss: the output cannot be written: ENOSPC: .*\n$/);
});

test('an output file that cannot be written is found before the work begins', async () => {
  const started = await runScript('compare', '--epochs', '100000', '--svg', `${ROOT}package.json/chart.svg`);
  assert.deepEqual([started.status, started.stdout], [3, '']);
  assert.match(
    started.stderr,
    /^bitgrad compare: --svg must be a file that can be written, got '.*svg': there is no folder '.*package\.json'\n$/,
  );
});
