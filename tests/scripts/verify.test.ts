import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DOUBTS, NEVER_PROVED, type Verification } from '../../lib/audit/index.ts';
import { Philox } from '../../lib/core/philox.ts';
import { loadFile, saveFile } from '../../lib/node/index.ts';
import { readCommandLine } from '../../scripts/command/readCommandLine.ts';
import { UsageError } from '../../scripts/command/usageError.ts';
import { chooseSteps, verify as command } from '../../scripts/verify/options.ts';
import { assertVerified } from '../audit/ledgers.ts';
import { jsonOf, runScript, type Outcome } from './runScript.ts';
import { writeFiles } from './smallData.ts';

const folder = mkdtempSync(join(tmpdir(), 'bitgrad-'));
after(() => rmSync(folder, { recursive: true }));

/** Images of noise in the four files; `seed` for other ones. */
function dataset(name: string, seed: number): string {
  const directory = join(folder, name), random = new Philox(seed);
  const noise = (length: number, below: number): number[] => Array.from({ length }, () => random.nextBelow(below));
  const images = (count: number) => ({ x: noise(count * 784, 256), y: noise(count, 10) });
  writeFiles(directory, { train: images(96), t10k: images(16) });
  return directory;
}

/** Three epochs and a bit of 24 steps each; steps 97 to 110 have a state at the end only. */
const STEPS = 110, PER_EPOCH = 24;
const data = ['--data', dataset('data', 1)], file = join(folder, 'run.ledger');
const start = (...args: string[]): Promise<Outcome> =>
  runScript('train', ...data, '--epochs', '9', '--batch-size', '4', ...args);
const verify = (name: string, ...args: string[]): Promise<Outcome> =>
  runScript('verify', join(folder, name), ...data, ...args);
const written = await start('--max-iterations', String(STEPS), '--kernels', 'simd', '--ledger', file);

const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
const write = (name: string, text: string | Uint8Array): void => writeFileSync(join(folder, name), text);
/** The index of the line of a step. */
const lineOf = (step: number): number => lines.findIndex((line) => line.startsWith(`{"step":${step},`));

/** The ledger with another loss in one step, and all chains after it made to fit. */
function forged(step: number): string {
  const own = [...lines], at = lineOf(step);
  own[at] = own[at].replace(/"loss":"3ff./, '"loss":"4000').replace(/"loss":"40../, '"loss":"3fe0');
  assert.notEqual(own[at], lines[at]);
  for (let i = at + 1; i < own.length; i++) {
    const chain = createHash('sha256').update(own.slice(0, i).map((line) => `${line}\n`).join('')).digest('hex');
    own[i] = own[i].replace(/"chain":"[0-9a-f]{64}"/, `"chain":"${chain}"`);
  }
  return `${own.join('\n')}\n`;
}

test('bitgrad train --ledger writes a ledger that verifies on either table', async () => {
  assert.deepEqual([written.status, written.stderr], [0, '']);
  assert.ok(written.stdout.includes(`npm run bitgrad -- verify ${file} `));
  const [reference, simd] =
    await Promise.all([verify('run.ledger', '--all'), verify('run.ledger', '--kernels', 'simd', '--json')]);
  assert.deepEqual([reference.status, reference.stderr, simd.status], [0, '', 0]);
  assert.match(
    reference.stdout,
    /^Verified: all 110 steps of this training on mnist, done again on the reference kernels .* the same bits\.\n/,
  );
  const [, began, heading, ...doubts] = reference.stdout.trimEnd().split('\n');
  assert.match(began, /^It began as a new model of its seed does/);
  assert.equal(heading, 'What that does not prove:');
  assert.deepEqual(doubts, NEVER_PROVED.map((sentence) => `- ${sentence}`));
  assert.match(simd.stderr, /^Verified: .* on the simd kernels /);
  assert.deepEqual(jsonOf(simd), {
    ok: true, steps: STEPS, replayed: STEPS, start: { theta: true, state: true, slots: true, place: true },
    earlierContracts: [], notProved: NEVER_PROVED,
  });
});

test('so does one of a training in shards, on either table', async () => {
  const name = join(folder, 'shards.ledger');
  const written = await start('--max-iterations', '30', '--shards', '8', '--ledger', name);
  assert.deepEqual([written.status, written.stderr], [0, '']);
  assert.match(readFileSync(name, 'utf8'), /^\{"bitgrad":"ledger","version":3,.*"shards":8,/);
  for (const table of ['reference', 'simd']) {
    const { status, stderr } = await verify('shards.ledger', '--all', '--kernels', table);
    assert.deepEqual([status, stderr], [0, '']);
  }
  const refused = await start('--shards', '6');
  assert.match(refused.stderr, /--shards must be a power of two from 1 to 64, got '6'/);
});

test('--steps and --sample do only those steps again, and what leads to them', async () => {
  const [first, steps, sample] = await Promise.all([
    verify('run.ledger', '--steps', '1'),
    verify('run.ledger', '--steps', '75, 50', '--json'),
    verify('run.ledger', '--sample=2', '--sample-seed', '2', '--json'),
  ]);
  assert.deepEqual([first, steps, sample].map(({ status }) => status), [0, 0, 0]);
  assertVerified(jsonOf(steps) as Verification, STEPS, 75 - 3 * PER_EPOCH + (50 - 2 * PER_EPOCH));
  assert.ok(steps.stderr.includes(`\n- ${DOUBTS.steps}\n`));
  const lead = (75 - 3 * PER_EPOCH - 1) + (50 - 2 * PER_EPOCH - 1);
  assert.ok(steps.stderr.startsWith(
    `Verified: 2 chosen steps (50, 75) and ${lead} that lead to them from checkpoints, of the 110 steps of this `,
  ), steps.stderr);
  assert.ok(first.stdout.startsWith('Verified: 1 chosen step (1), of the 110 steps of this training on mnist, done '));
  const { chosen, replayed } = jsonOf(sample) as Verification & { ok: true } & { readonly chosen: readonly number[] };
  assert.deepEqual(chosen, chooseSteps(read(['a', '--sample', '2', '--sample-seed', '2']) ?? assert.fail(), STEPS));
  assert.ok(replayed <= 2 * PER_EPOCH);
  assert.ok(sample.stderr.startsWith(`Verified: 2 chosen steps (${chosen.join(', ')}) and ${replayed - 2} that lead `));
});

test('a ledger that is there already is left alone', async () => {
  const before = readFileSync(file), { status, stderr } = await start('--max-iterations', '2', '--ledger', file);
  assert.equal(status, 3);
  assert.match(stderr, /^bitgrad train: --ledger must be a file that is not there yet, got '.*run\.ledger'\n$/);
  assert.deepEqual(readFileSync(file), before);
});

test('one bit of it changed, or other data, ends with code 1 and says where', async () => {
  const flipped = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const before = lines.slice(0, lineOf(50)).map((line) => `${line}\n`).join('').length;
  flipped[before + lines[lineOf(50)].length - 3] ^= 1; // the last digit of its loss
  write('flipped', flipped);
  dataset('other', 2);
  const [bit, late, data2] = await Promise.all([
    verify('flipped', '--json'), verify('flipped', '--steps', '105'),
    runScript('verify', file, '--data', join(folder, 'other'), '--locate'),
  ]);
  assert.deepEqual([bit.status, late.status, data2.status], [1, 1, 1]);
  const { ok, step, line, what } = jsonOf(bit) as Verification & { ok: false };
  assert.deepEqual(
    { ok, step, line, what }, { ok: false, step: 3 * PER_EPOCH, line: lineOf(3 * PER_EPOCH) + 2, what: 'record' },
  );
  assert.match(bit.stderr, /^Not verified: line \d+, after step 72: the chain does not fit the lines before/);
  assert.match(late.stdout, /^Not verified: line \d+, after step 72: the chain/, 'whatever steps are asked for');
  assert.match(
    data2.stdout,
    /^Not verified: before the first step, line 1: data must be the x .*\nIt was trained on 96 examples that are .*\n$/,
  );
});

test('a forged ledger whose chain fits is found by doing its steps again; --locate says that no table is '
  + 'to blame', async () => {
  write('forged', forged(90));
  const { status, stdout, stderr } = await verify('forged', '--locate', '--json');
  assert.equal(status, 1);
  const { step, line, what } = jsonOf({ status, stdout, stderr }) as Verification & { ok: false };
  assert.deepEqual({ step, line, what }, { step: 90, line: lineOf(90) + 1, what: 'loss' });
  assert.match(
    stderr, /^Not verified: step 90, line \d+: loss must be .*\nThe reference and the SIMD kernels give the same bits /,
  );
});

test('a training that went on from another contract is said to have done so', async () => {
  const checkpoint = join(folder, 'checkpoint'), book = join(folder, 'resumed.ledger');
  assert.equal((await start('--max-iterations', '9', '--save', checkpoint)).status, 0);
  const model = loadFile(checkpoint);
  model.earlierContracts = [{ contract: 1, until: 7 }];
  await saveFile(checkpoint, model);
  const resumed = await runScript(
    'train', ...data, '--epochs', '1', '--batch-size', '4', '--resume', checkpoint, '--ledger', book,
  );
  assert.deepEqual([resumed.status, resumed.stderr], [0, '']);
  const verified = await verify('resumed.ledger', '--json');
  assert.match(
    verified.stderr,
    /^Verified: all 15 .*\nBefore this ledger .* steps up to 7 were done under arithmetic contract 1\.\nIt went on /,
  );
  const { earlierContracts } = jsonOf(verified) as Verification & { ok: true };
  assert.deepEqual(earlierContracts, [{ contract: 1, until: 7 }]);
  assert.match(verified.stderr, /\nIt went on .* not checked here\.\nWhat .*:\n- The steps before this ledger/);
});

test('a ledger cut off is refused, and accepted with --incomplete', async () => {
  const at = lineOf(60);
  write('cut', `${lines.slice(0, at).join('\n')}\n${lines[at].slice(0, 20)}`);
  write('short', `${lines.slice(0, -1).join('\n')}\n`);
  const [cut, accepted, short] = await Promise.all([verify('cut'), verify('cut', '--incomplete'), verify('short')]);
  assert.deepEqual([cut.status, accepted.status, short.status], [1, 0, 1]);
  assert.match(cut.stdout, /^Not verified: line \d+, after step 59: the last line is torn/);
  assert.match(accepted.stdout, /^Verified: all 59 steps .*\n.*\n.*\n- What came after the last line/);
  assert.match(short.stdout, /^Not verified: the ledger has no end record after step 110/);
});

test('the digits are those of --seed', async () => {
  const own = join(folder, 'digits');
  const { status } = await runScript('train', '--epochs', '1', '--max-iterations', '3', '--seed', '4', '--ledger', own);
  assert.equal(status, 0);
  const [right, wrong] = await Promise.all([runScript('verify', own, '--seed', '4'), runScript('verify', own)]);
  assert.deepEqual([right.status, wrong.status], [0, 1]);
  assert.match(
    wrong.stdout,
    /data must be the x that it was trained on.*\nIt was trained on the built-in digits of seed 4: --seed 4\.\n$/,
  );
});

test('what is no ledger or not there ends with code 3, what is asked for wrongly with code 2', async () => {
  write('garbage', 'no ledger\n');
  const outcomes = await Promise.all([
    verify('garbage'), verify('none'), verify('run.ledger', '--steps', '500'),
    runScript('verify', file, '--data', join(folder, 'none')),
  ]);
  assert.deepEqual(outcomes.map(({ status }) => status), [3, 3, 2, 3]);
  for (const { stdout, stderr } of outcomes) {
    assert.equal(stdout, '', stderr);
    assert.match(stderr, /^bitgrad verify: .*\n$/);
  }
  const [, missing, , noData] = outcomes;
  const wanted = 'the ledger to verify must be a file that can be read';
  assert.equal(missing.stderr, `bitgrad verify: ${wanted}, got '${join(folder, 'none')}': there is no such file\n`);
  assert.match(noData.stderr, /^bitgrad verify: readMnist: directory must hold the four MNIST files, got '.*none' /);
  assert.match(outcomes[2].stderr, /--steps must be of the ledger's 110, got 500; --help lists the options/);
});

const read = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) => readCommandLine(
  command, args, environment,
);

test('the command line: the file may stand anywhere among the options', () => {
  const options = read(['--kernels', 'simd', '3', '--sample', '3'], { MNIST_DIR: 'there' });
  assert.deepEqual([options?.operands, options?.kernels, options?.sample, options?.data], [['3'], 'simd', 3, 'there']);
  assert.deepEqual(read(['a', '--steps', '2,7', '--incomplete']), {
    operands: ['a'], kernels: 'reference', data: undefined, seed: 0, normalize: false, module: undefined, all: false,
    steps: [2, 7], sample: undefined, sampleSeed: 0, locate: false, incomplete: true, json: false,
  });
  for (const args of [
    [], ['--json'], ['a', 'b'], ['a', '--kernels', 'fast'], ['a', '--steps', '0'], ['a', '--steps', '2,,3'],
    ['a', '--sample', '0'], ['a', '--seed', 'x'], ['--data', 'a'], ['a', '--all', '--sample', '2'],
    ['a', '--all', '--steps', '2'],
    ['a', '--steps', '2', '--sample', '2'], ['a', '--quick'], ['a', '--seed'], ['a', '--sample-seed', '1'],
  ]) {
    assert.throws(() => read(args), UsageError, args.join(' '));
  }
});

test('steps are drawn by --sample-seed, whatever --seed says, each at most once, and no more than there are', () => {
  const options = read(['a', '--sample', '30']), other = read(['a', '--sample', '30', '--sample-seed', '1']);
  assert.ok(options !== undefined && other !== undefined);
  const drawn = chooseSteps(options, 100) ?? [];
  assert.equal(new Set(drawn).size, 30);
  assert.ok(drawn.every((step) => Number.isInteger(step) && step >= 1 && step <= 100));
  assert.deepEqual(chooseSteps(options, 100), drawn);
  assert.notDeepEqual(chooseSteps(other, 100), drawn);
  assert.deepEqual(chooseSteps(read(['a', '--sample', '30', '--seed', '1']) ?? assert.fail(), 100), drawn);
  assert.deepEqual(chooseSteps(options, 3), [1, 2, 3]);
  assert.deepEqual(chooseSteps(read(['a', '--steps', '7,2,7']) ?? assert.fail(), 9), [2, 7]);
});
