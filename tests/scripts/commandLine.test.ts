/**
 * The table of options from which every command reads, checks and explains its command line.
 */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import {
  existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { helpOf, lineOf, type Command } from '../../scripts/command/command.ts';
import { Interruption, interruptible, type Interrupted } from '../../scripts/command/interruptible.ts';
import {
  flag, fraction, input, inputFolder, listOf, newOutput, number, oneOf, output, positive, repeated, replacedOutput,
  text, whole,
} from '../../scripts/command/kinds.ts';
import { tryInput } from '../../scripts/command/inputs.ts';
import { paintOf } from '../../scripts/command/paint.ts';
import {
  readCommandLine, tryInputs, tryOutputs, type Environment,
} from '../../scripts/command/readCommandLine.ts';
import { UsageError } from '../../scripts/command/usageError.ts';

interface Options {
  readonly data: string | undefined;
  readonly batchSize: number;
  readonly share: number;
  readonly rate: number | undefined;
  readonly seconds: number | undefined;
  readonly hidden: readonly number[];
  readonly color: 'red' | 'green' | undefined;
  readonly tag: readonly string[] | undefined;
  readonly fast: boolean;
  readonly save: string | undefined;
  readonly saveEvery: number | undefined;
  readonly book: string | undefined;
  readonly svg: string | undefined;
  readonly model: string | undefined;
  readonly images: string | undefined;
}

const command: Command<Options> = {
  name: 'npm run paint',
  does: 'Paints.',
  operands: { shown: '[NAME…]', what: 'a wall', least: 0, most: 2, words: ['north', 'south'] },
  options: {
    data: { kind: text('DIR'), help: 'where from', environment: 'PAINT_DIR', otherwise: 'the shelf' },
    batchSize: { kind: whole(1), help: 'how many', byDefault: '32' },
    share: { kind: fraction, help: 'of all', byDefault: '0' },
    rate: { kind: number, help: 'how fast', excludes: ['fast'], because: 'which has its own' },
    seconds: { kind: positive, help: 'how long' },
    hidden: { kind: listOf(whole(1), 'N,N,…', { mayBeEmpty: true }), help: 'behind', byDefault: '12,3' },
    color: { kind: oneOf(['red', 'green']), help: 'which' },
    tag: { kind: repeated(text('TAG')), help: 'several' },
    fast: { kind: flag, help: 'a long help '.repeat(20).trim() },
    save: { kind: replacedOutput, help: 'kept' },
    saveEvery: { kind: whole(1), help: 'often', needs: 'save' },
    book: { kind: newOutput, help: 'new' },
    svg: { kind: output, help: 'drawn' },
    model: { kind: input, help: 'seen' },
    images: { kind: inputFolder, help: 'seen too' },
  },
  examples: [['north --fast', 'one wall, at once']],
  exits: { 0: 'painted' },
};

const read = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) => readCommandLine(
  command, args, environment,
);

test('values are of their kinds, defaults are read as if typed, and the environment says what no option does', () => {
  const none = {
    data: undefined, batchSize: 32, share: 0, rate: undefined, seconds: undefined, hidden: [12, 3], color: undefined,
    tag: undefined,
    fast: false, save: undefined, saveEvery: undefined, book: undefined, svg: undefined, model: undefined,
    images: undefined, operands: [],
  };
  assert.deepEqual(read([]), none);
  const args = [
    'south', '--batch-size=7', '--hidden', '', '--tag', 'a', 'north', '--rate', '1e-3', '--tag=b', '--color', 'green',
    '--seconds', '2',
  ];
  assert.deepEqual(read(args), {
    ...none, batchSize: 7, hidden: [], tag: ['a', 'b'], rate: 0.001, color: 'green', seconds: 2,
    operands: ['south', 'north'],
  });
  assert.equal(read([], { PAINT_DIR: 'there' })?.data, 'there');
  assert.equal(read(['--data', 'here'], { PAINT_DIR: 'there' })?.data, 'here');
  assert.equal(read([], { PAINT_DIR: '' })?.data, undefined);
});

test('help is asked for by --help and -h, and whatever a command does not take is refused with it too', () => {
  for (const args of [['--help'], ['-h'], ['--batch-size', 'x', '--help']]) assert.equal(read(args), undefined);
  assert.throws(() => read(['--fats', '--help']), UsageError);
});

test('every wrong word of a command line is refused by name, with the nearest right one', () => {
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['--batchsize', '3'], "there is no option '--batchsize'; did you mean '--batch-size'?"],
    [['--save-evry=3'], "there is no option '--save-evry'; did you mean '--save-every'?"],
    [['--constructor'], "there is no option '--constructor'"], [['-x'], "there is no option '-x'"],
    [['--fast=yes'], "--fast must have no value, got 'yes'"],
    [['--data'], '--data must have a value, DIR, got none'], [
      ['--data', '--fast'], '--data must have a value, DIR, got none',
    ],
    [['--data', ''], '--data must have a value, got an empty one'],
    [['--share', '0.1', '--share', '0.2'], '--share must be given once, got it twice'], [
      ['--fast', '--fast'], '--fast must be given once, got it twice',
    ],
    [['--batch-size', '0'], "--batch-size must be a whole number of at least 1, got '0'"],
    [['--batch-size', '1.5'], "--batch-size must be a whole number of at least 1, got '1.5'"],
    [['--batch-size', '9007199254740992'], "--batch-size must be a whole number of at least 1, got '9007199254740992'"],
    [['--rate', '-0.1'], "--rate must be a number of at least 0, got '-0.1'"], [
      ['--rate', 'Infinity'], "--rate must be a number of at least 0, got 'Infinity'",
    ],
    [['--rate', ' '], "--rate must be a number of at least 0, got ' '"], [
      ['--seconds', '0'], "--seconds must be above 0, got '0'",
    ],
    [['--share', '1'], "--share must be below 1, got '1'"], [
      ['--hidden', '12,,3'], "--hidden must be a whole number of at least 1, got ''",
    ],
    [['--color', 'gren'], "--color must be one of red, green, got 'gren'; did you mean 'green'?"],
    [['--color', 'ultramarine'], "--color must be one of red, green, got 'ultramarine'"],
    [['--save-every', '3'], '--save-every needs --save'], [
      ['--rate', '1', '--fast'], '--fast must be absent with --rate, which has its own',
    ],
    [['nort'], "a wall must be one of north, south, got 'nort'; did you mean 'north'?"],
    [['north', 'south', 'north'], "only a wall may be named, got 'north' and 'south' and 'north'"],
  ];
  for (const [args, message] of wrong) {
    assert.throws(
      () => read(args), (error) => error instanceof UsageError && error.message === message,
      `${args.join(' ')}: ${message}`,
    );
  }
});

test('help has a row for each option, with its default, and folds what is long', () => {
  const help = helpOf(command);
  for (const line of [
    'npm run paint -- [NAME…] [options]', '  --data DIR      where from (default $PAINT_DIR, else the shelf)',
    '  --batch-size N  how many (default 32)',
    '  --hidden N,N,…  behind (default 12,3)', '  --color NAME    which', '  --help          this text',
    '  npm run paint -- north --fast', '      one wall, at once',
    'Exit code: 0 painted; 2 wrong use; 3 something failed; 130 interrupted by Ctrl-C; 143 ended by SIGTERM.',
  ]) assert.ok(help.split('\n').includes(line), line);
  const folded = help.split('\n').filter((line) => line.includes('a long help'));
  assert.ok(
    folded.length > 1 && folded.every((line) => line.length <= 120 && line.indexOf('long') >= 18), folded.join('\n'),
  );
});

const folder = mkdtempSync(join(tmpdir(), 'bitgrad-'));
after(() => rmSync(folder, { recursive: true }));

test('outputs are tried without a trace: what is there stays, what is not there is not made', () => {
  const there = join(folder, 'there'), link = join(folder, 'link');
  writeFileSync(there, 'kept');
  const before = readdirSync(folder);
  for (const option of ['save', 'book', 'svg'] as const) {
    tryOutputs(command, { ...read([]) ?? assert.fail(), [option]: join(folder, 'new') });
  }
  for (const option of ['save', 'svg'] as const) tryOutputs(command, { ...read([]) ?? assert.fail(), [option]: there });
  assert.deepEqual([readdirSync(folder), readFileSync(there, 'utf8')], [before, 'kept']);
  symlinkSync(join(folder, 'nowhere'), link);
  assert.throws(
    () => tryOutputs(command, { ...read([]) ?? assert.fail(), book: link }),
    /^Error: --book must be a file that is not there yet, got /,
  );
  rmSync(link);
});

test('an output that cannot be written is told with its option, its path and why', () => {
  const there = join(folder, 'file'), inner = join(folder, 'inner');
  writeFileSync(there, 'kept');
  mkdirSync(inner);
  const cases: readonly (readonly [Partial<Options>, RegExp])[] = [
    [
      { svg: join(folder, 'none', 'a') },
      /^Error: --svg must be a file that can be written, got '.*none.a': there is no folder '.*none'$/,
    ],
    [
      { save: join(folder, 'none', 'a') },
      /^Error: --save must be a file that can be written, got '.*none.a': there is no folder '.*none'$/,
    ],
    [{ svg: inner }, /^Error: --svg must be a file that can be written, got '.*inner': it is a folder$/],
    [{ save: inner }, /^Error: --save must be a file, got '.*inner', which is a folder$/],
    [{ book: there }, /^Error: --book must be a file that is not there yet, got '.*file'$/],
    [
      { book: join(there, 'a') },
      /^Error: --book must be a file that can be written, got '.*file.a': there is no folder '.*file'$/,
    ],
    [
      { svg: there, save: join(folder, '.', 'inner', '..', 'file') },
      /^Error: --svg must be another file than --save, got '.*file' for both$/,
    ],
  ];
  for (const [given, message] of cases) {
    assert.throws(
      () => tryOutputs(command, { ...read([]) ?? assert.fail(), ...given }), (error) => message.test(String(error)),
      String(message),
    );
  }
  assert.equal(existsSync(join(folder, 'none')), false);
  if (existsSync('/dev/null')) {
    tryOutputs(command, { ...read([]) ?? assert.fail(), svg: '/dev/null' });
    assert.throws(
      () => tryOutputs(command, { ...read([]) ?? assert.fail(), save: '/dev/null' }),
      /--save must be a file, got '\/dev\/null'/,
    );
  }
});

test('help has the code of a verdict that is no, where a command has one', () => {
  const exits = { 0: 'dry', 1: 'wet' }, line = helpOf({ ...command, exits }).split('\n').at(-1) ?? '';
  assert.ok(line.startsWith('Exit code: 0 dry; 1 wet; 2 wrong use; 3 something failed; '), line);
});

test('a command of bitgrad is typed as a clone has it, another by its own name', () => {
  assert.equal(lineOf('bitgrad paint'), 'npm run bitgrad -- paint');
  assert.equal(lineOf('bitgrad paint', 'north --fast'), 'npm run bitgrad -- paint north --fast');
  assert.deepEqual([lineOf('npm run paint'), lineOf('npm run paint', 'north')], [
    'npm run paint', 'npm run paint -- north',
  ]);
});

test('a terminal has styles, unless it is dumb or NO_COLOR says anything; FORCE_COLOR says more', () => {
  const cases: readonly (readonly [isTTY: boolean, environment: Environment, isStyled: boolean])[] = [
    [true, {}, true], [false, {}, false], [true, { TERM: 'dumb' }, false], [true, { TERM: 'xterm' }, true],
    [true, { NO_COLOR: '1' }, false], [true, { NO_COLOR: '0' }, false], [true, { NO_COLOR: '' }, true],
    [false, { FORCE_COLOR: '1' }, true], [false, { FORCE_COLOR: '' }, true], [true, { FORCE_COLOR: '0' }, false],
    [true, { FORCE_COLOR: 'false' }, false], [false, { FORCE_COLOR: '3', NO_COLOR: '1', TERM: 'dumb' }, true],
  ];
  for (const [isTTY, environment, isStyled] of cases) {
    const styled = paintOf({ isTTY }, environment)('red', 'wet');
    assert.equal(styled, isStyled ? '\x1b[31mwet\x1b[39m' : 'wet', `${isTTY} ${JSON.stringify(environment)}`);
  }
  const help = helpOf(command, paintOf({ isTTY: true }, {}));
  assert.ok(help.startsWith('\x1b[1mnpm run paint -- [NAME…] [options]\x1b[22m\n'), help);
  assert.equal(help.replace(/\x1b\[\d+m/g, ''), helpOf(command), 'styles change nothing else');
});

test('an input that cannot be read is told with its name, its path and why', () => {
  const there = join(folder, 'input'), inner = join(folder, 'images'), none = join(folder, 'none');
  const beyond = join(there, 'a');
  writeFileSync(there, 'kept');
  mkdirSync(inner);
  const given = read([]) ?? assert.fail();
  const operands = { shown: 'FILE', what: 'the wall', least: 0, most: 2, tryIn: tryInput };
  const walls: Command<Options> = { ...command, operands };
  tryInputs(walls, { ...given, model: there, images: inner, operands: [there] });
  tryInputs(command, { ...given, operands: [none] });
  const cases: readonly (readonly [Partial<Options & { operands: readonly string[] }>, string])[] = [
    [{ model: none }, `--model must be a file that can be read, got '${none}': there is no such file`],
    [{ model: beyond }, `--model must be a file that can be read, got '${beyond}': there is no such file`],
    [{ model: inner }, `--model must be a file that can be read, got '${inner}': it is a folder`],
    [{ images: none }, `--images must be a folder that can be read, got '${none}': there is no such folder`],
    [{ images: there }, `--images must be a folder that can be read, got '${there}': it is a file`],
    [{ operands: [there, none] }, `the wall must be a file that can be read, got '${none}': there is no such file`],
  ];
  for (const [wrong, message] of cases) {
    assert.throws(() => tryInputs(walls, { ...given, ...wrong }), { name: 'Error', message });
  }
  if (existsSync('/dev/null')) tryInputs(command, { ...given, model: '/dev/null' });
});

/** A process that can be signalled, and a clock. */
function machine() {
  const signals = new EventEmitter(), exits: number[] = [];
  const target: Interrupted = {
    on: (signal, listener) => signals.on(signal, listener), off: (signal, listener) => signals.off(signal, listener),
    exit: (code) => exits.push(code),
  };
  return { target, exits, signals, signal: (name: string) => signals.emit(name, name) };
}

test('the first signal aborts the work, its echo is none, and the next one ends the process', async () => {
  const { target, exits, signal, signals } = machine();
  let time = 1000;
  const work = interruptible((abort) => new Promise((_resolve, reject) => {
    signal('SIGINT');
    assert.equal(abort.aborted, true);
    time += 30; // npm or tsx hands the same one on
    signal('SIGINT');
    assert.deepEqual(exits, []);
    time += 1000;
    signal('SIGINT');
    assert.deepEqual(exits, [130]);
    reject(abort.reason);
  }), target, () => time);
  await assert.rejects(
    work,
    (error) => error instanceof Interruption && error.exitCode === 130 && error.message === 'interrupted by SIGINT',
  );
  assert.equal(
    signals.listenerCount('SIGINT') + signals.listenerCount('SIGTERM'), 0, 'signals have their own meaning again',
  );
  await assert.rejects(interruptible(async (abort) => {
    signal('SIGTERM');
    abort.throwIfAborted();
  }, target), (error) => error instanceof Interruption && error.exitCode === 143);
  assert.equal(await interruptible(async () => 7, target), 7);
});
