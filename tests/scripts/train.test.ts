import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ARITHMETIC_CONTRACT } from '../../lib/index.ts';
import { UsageError, parseOptions } from '../../scripts/train/options.ts';

const ROOT = new URL('../..', import.meta.url);

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

async function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const env = { ...process.env, MNIST_DIR: '', ...environment };
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/train.ts', ...args], { cwd: ROOT, env });
  let out = '', error = '';
  child.stdout.on('data', (text) => { out += text; });
  child.stderr.on('data', (text) => { error += text; });
  const code = await new Promise<number | null>((closed) => child.on('close', closed));
  return { code, out, error };
}

const QUICK = ['--epochs', '1', '--max-iterations', '30', '--json'];

async function train(...args: string[]): Promise<{ readonly out: string; readonly result: Record<string, unknown> }> {
  const { code, out, error } = await start([...QUICK, ...args]);
  assert.deepEqual([code, error], [0, '']);
  return { out, result: JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown> };
}

test('--help names every option, the default it stands for, and the exit codes', async () => {
  const { code, out, error } = await start(['--help']);
  assert.deepEqual([code, error], [0, '']);
  for (const option of [
    'data', 'epochs', 'batch-size', 'learning-rate', 'hidden', 'activation', 'seed', 'normalize', 'validation-split', 'precision',
    'max-iterations', 'max-batch', 'kernels', 'save', 'save-every', 'resume', 'ledger', 'svg',
    'json', 'help',
  ]) assert.match(out, new RegExp(`^  --${option} .*\\w`, 'm'));
  assert.match(out, /^Exit code: 0 .* 1 .* 2 /m);
});

test('a wrong command line gets one clear line and exit code 2, before anything is computed', async () => {
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['--epoch', '3'], "Unknown option '--epoch'"],
    [['digits'], "Unexpected argument 'digits'"],
    [['--data'], "Option '--data <value>' argument missing"],
    [['--json=yes'], "Option '--json' does not take an argument"],
    [['--epochs', '0'], "--epochs must be a whole number of at least 1, got '0'"],
    [['--batch-size', '1.5'], "--batch-size must be a whole number of at least 1, got '1.5'"],
    [['--max-batch', 'many'], "--max-batch must be a whole number of at least 1, got 'many'"],
    [['--seed', '9007199254740992'], "--seed must be a whole number of at least 0, got '9007199254740992'"],
    [['--hidden', '12,,12'], "--hidden must be a whole number of at least 1, got ''"],
    [['--activation', 'softmax'], "--activation must be one of relu, tanh, sigmoid, linear, got 'softmax'"],
    [['--kernels', 'gpu'], "--kernels must be one of reference, simd, got 'gpu'"],
    [['--learning-rate=-0.1'], "--learning-rate must be a number of at least 0, got '-0.1'"],
    [['--learning-rate', 'Infinity'], "--learning-rate must be a number of at least 0, got 'Infinity'"],
    [['--validation-split', '1'], "--validation-split must be below 1, got '1'"],
    [['--save-every', '3'], '--save-every needs --save'],
    [['--resume', 'file', '--seed', '3'], '--seed must be absent with --resume, whose file says it'],
    [['--precision', ''], "--precision must be a number of at least 0, got ''"],
  ];
  for (const [args, message] of wrong) {
    assert.throws(() => parseOptions(args, {}), (error) => error instanceof UsageError && error.message === message, message);
  }
  for (const [args, message] of [wrong[0], wrong[4]]) {
    assert.deepEqual(await start(args), { code: 2, out: '', error: `npm start: ${message}; --help lists the options\n` });
  }
});

test('a directory without MNIST gets one clear line and exit code 1, given as option or as MNIST_DIR', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'bitgrad-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const missing = join(directory, 'missing');
  for (const outcome of [await start(['--data', missing]), await start([], { MNIST_DIR: directory })]) {
    const [line, ...rest] = outcome.error.split('\n');
    assert.match(line, /^npm start: .*must hold the four MNIST files, got '.*mnist:download/);
    assert.deepEqual([outcome.code, outcome.out, rest], [1, '', ['']]);
  }
});

test('training that diverges ends with one line that says where, and exit code 1', async () => {
  const { code, error } = await start(['--epochs', '1', '--learning-rate', '1e30']);
  assert.equal(code, 1);
  assert.match(error, /^npm start: fit: the (loss|gradient) .* in epoch 0, batch \d+\b.* layer 'dense/);
  assert.equal(error.trimEnd().split('\n').length, 1);
});

test('the last line of --json is one object that tells what was trained, how, and with which result', async () => {
  const { out, result } = await train('--seed', '3', '--hidden', '9', '--activation', 'tanh', '--batch-size', '16', '--validation-split', '0.5');
  const { contract, dataset, epochs, seed, hidden, activation, batchSize, iterations, reason } = result;
  const { testLoss, testAccuracy, trainLoss, validationLoss, samplesPerSecond } = result;
  assert.deepEqual(
    { contract, dataset, epochs, seed, hidden, activation, batchSize, iterations, reason },
    {
      contract: ARITHMETIC_CONTRACT, dataset: 'digits', epochs: 1, seed: 3, hidden: [9], activation: 'tanh', batchSize: 16,
      iterations: 30, reason: 'iterations',
    },
  );
  for (const losses of [trainLoss, validationLoss]) assert.ok(Array.isArray(losses) && losses.length === 1 && losses[0] > 0 && losses[0] < 3);
  assert.ok(typeof testLoss === 'number' && testLoss > 0 && testLoss < 3);
  assert.ok(typeof testAccuracy === 'number' && testAccuracy > 0 && testAccuracy < 1);
  assert.ok(Number.isInteger(samplesPerSecond));
  assert.match(String(result.parametersSha256), /^[0-9a-f]{64}$/);
  assert.ok(out.includes(`parameters (arithmetic contract ${ARITHMETIC_CONTRACT}): ${String(result.parametersSha256)}\n`));
  assert.ok(!out.includes('\r') && !out.includes('\x1b'), 'no bar where the output is no terminal');
});

test('the parameters have the same SHA-256 again, in micro-batches of 7, and on the reference kernels; another seed gives another', async () => {
  const hashes: unknown[] = [];
  for (const args of [['--seed', '0'], [], ['--max-batch', '7'], ['--kernels', 'reference'], ['--seed', '1']]) {
    hashes.push((await train(...args)).result.parametersSha256);
  }
  const [first, again, split, reference, other] = hashes;
  assert.deepEqual([again, split, reference], [first, first, first]);
  assert.notEqual(other, first);
});

test('--resume goes on from the file of --save to the parameters of training that was not left; the seed is the file\'s', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'bitgrad-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'file'), all = ['--max-iterations', '50', '--seed', '3'];
  const whole = await train(...all);
  await train('--seed', '3', '--save', file, '--save-every', '7');
  const { result } = await train('--resume', file, '--max-iterations', '50', '--max-batch', '5');
  const { parametersSha256, seed, hidden, learningRate, iterations, trainLoss } = whole.result;
  assert.deepEqual(
    [result.parametersSha256, result.seed, result.hidden, result.learningRate, result.iterations, result.trainLoss],
    [parametersSha256, seed, hidden, learningRate, iterations, trainLoss],
  );
  const { code, error } = await start(['--resume', join(directory, 'missing')]);
  assert.equal(code, 1);
  assert.match(error, /^npm start: ENOENT: .*missing'\n$/);
});

test('a reader who stops early, such as head, is no error', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/train.ts', ...QUICK], { cwd: ROOT, env: { ...process.env, MNIST_DIR: '' } });
  let error = '';
  child.stderr.on('data', (text) => { error += text; });
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise<number | null>((closed) => child.on('close', closed));
  assert.deepEqual([code, error], [0, '']);
});

const MNIST_DIR = process.env.MNIST_DIR;

test('the real MNIST is read from --data', { skip: MNIST_DIR ? false : 'MNIST_DIR is not set' }, async () => {
  const { out, result } = await train('--data', MNIST_DIR ?? '', '--normalize');
  assert.deepEqual([result.dataset, result.normalize, result.iterations], ['mnist', true, 30]);
  assert.match(out, /60000 examples to train on and 10000 to test/);
});
