import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readCommandLine } from '../../scripts/command/readCommandLine.ts';
import { UsageError } from '../../scripts/command/usageError.ts';
import { train as command } from '../../scripts/train/options.ts';
import { readLedger } from '../../lib/audit/index.ts';
import { loadFile, saveFile } from '../../lib/node/index.ts';
import { ARITHMETIC_CONTRACT } from '../../lib/index.ts';
import { bitgrad } from '../helpers/program.ts';
import { runOn } from './runScript.ts';
import { smallDigits } from './smallData.ts';

const ROOT = new URL('../..', import.meta.url), DATA = smallDigits();

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

async function start(args: readonly string[], data: string = DATA): Promise<Outcome> {
  const { status, stdout, stderr } = await runOn(data, 'train', ...args);
  return { code: status, out: stdout, error: stderr };
}

const QUICK = ['--epochs', '1', '--max-iterations', '30', '--json'];

async function train(...args: string[]): Promise<{ readonly text: string; readonly result: Record<string, unknown> }> {
  const outcome = await start([...QUICK, ...args]);
  return { text: outcome.error, result: resultOf(outcome) };
}

/** What --json printed; what else it said is in `error`. */
function resultOf({ code, out, error }: Outcome): Record<string, unknown> {
  assert.equal(code, 0, error);
  return JSON.parse(out) as Record<string, unknown>;
}

test('a wrong command line is refused, before anything is computed', () => {
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['--epoch', '3'], "there is no option '--epoch'; did you mean '--epochs'?"],
    [['digits'], "there must be options only, got 'digits'"],
    [['--data'], '--data must have a value, DIR, got none'],
    [['--json=yes'], "--json must have no value, got 'yes'"],
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
    assert.throws(
      () => readCommandLine(command, args, {}), (error) => error instanceof UsageError && error.message === message,
      message,
    );
  }
});

test('a directory without MNIST gets one clear line and exit code 3, given as option or as MNIST_DIR', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'bitgrad-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const missing = join(directory, 'missing');
  for (const outcome of [await start(['--data', missing]), await start([], directory)]) {
    const [line, ...rest] = outcome.error.split('\n');
    assert.match(line, /^bitgrad train: .*must hold the four MNIST files, got '.*npx bitgrad download-mnist/);
    assert.deepEqual([outcome.code, outcome.out, rest], [3, '', ['']]);
  }
});

test('training that diverges ends with one line that says where, and exit code 3', async () => {
  const { code, error } = await start(['--epochs', '1', '--learning-rate', '1e30']);
  assert.equal(code, 3);
  assert.match(error, /^bitgrad train: fit: the (loss|gradient) .* in epoch 0, batch \d+\b.* layer 'dense/);
  assert.equal(error.trimEnd().split('\n').length, 1);
});

test('--json prints one object that tells what was trained, how, and with which result', async () => {
  const options = [
    '--seed', '3', '--hidden', '9', '--activation', 'tanh', '--batch-size', '16', '--validation-split', '0.5',
  ];
  const outcome = await start([...QUICK, ...options], ''), { error } = outcome, result = resultOf(outcome);
  const { contract, dataset, epochs, seed, hidden, activation, batchSize, iterations, reason } = result;
  const { testLoss, testAccuracy, trainLoss, validationLoss, samplesPerSecond } = result;
  assert.deepEqual(
    { contract, dataset, epochs, seed, hidden, activation, batchSize, iterations, reason },
    {
      contract: ARITHMETIC_CONTRACT, dataset: 'digits', epochs: 1, seed: 3, hidden: [9], activation: 'tanh',
      batchSize: 16,
      iterations: 30, reason: 'iterations',
    },
  );
  for (const losses of [trainLoss, validationLoss]) {
    assert.ok(Array.isArray(losses) && losses.length === 1 && losses[0] > 0 && losses[0] < 3);
  }
  assert.ok(typeof testLoss === 'number' && testLoss > 0 && testLoss < 3);
  assert.ok(typeof testAccuracy === 'number' && testAccuracy > 0 && testAccuracy < 1);
  assert.ok(Number.isInteger(samplesPerSecond));
  assert.match(String(result.parametersSha256), /^[0-9a-f]{64}$/);
  assert.ok(
    error.includes(`parameters (arithmetic contract ${ARITHMETIC_CONTRACT}): ${String(result.parametersSha256)}\n`),
  );
  assert.ok(!error.includes('\r') && !error.includes('\x1b'), 'no bar where the output is no terminal');
});

test('the parameters have the same SHA-256 again, in micro-batches of 7, and on the reference kernels; '
  + 'another seed gives another', async () => {
  const hashes: unknown[] = [];
  for (const args of [['--seed', '0'], [], ['--max-batch', '7'], ['--kernels', 'reference'], ['--seed', '1']]) {
    hashes.push((await train(...args)).result.parametersSha256);
  }
  const [first, again, split, reference, other] = hashes;
  assert.deepEqual([again, split, reference], [first, first, first]);
  assert.notEqual(other, first);
});

test('--resume goes on from the file of --save to the parameters of training that was not left; '
  + 'the seed is the file\'s', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'bitgrad-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'file'), further = ['--epochs', '1', '--max-iterations', '50', '--json'];
  const whole = resultOf(await start([...further, '--seed', '3']));
  await train('--seed', '3', '--save', file, '--save-every', '7');
  const result = resultOf(await start([...further, '--resume', file, '--max-batch', '5']));
  const { parametersSha256, seed, hidden, learningRate, iterations, trainLoss } = whole;
  assert.deepEqual(
    [result.parametersSha256, result.seed, result.hidden, result.learningRate, result.iterations, result.trainLoss],
    [parametersSha256, seed, hidden, learningRate, iterations, trainLoss],
  );
  const old = loadFile(file);
  old.earlierContracts = [{ contract: 1, until: 14 }];
  await saveFile(file, old);
  const { out } = await start([...further.slice(0, -1), '--resume', file]);
  assert.match(out, /^The steps up to 14 were done under arithmetic contract 1; it goes on under 2\.$/m);
  const { code, error } = await start(['--resume', join(directory, 'missing')]);
  assert.equal(code, 3);
  const wanted = '--resume must be a file that can be read';
  assert.equal(error, `bitgrad train: ${wanted}, got '${join(directory, 'missing')}': there is no such file\n`);
});

test('a reader who stops early, such as head, is no error', async () => {
  const child = spawn(
    process.execPath, bitgrad('train', ...QUICK.slice(0, -1)),
    { cwd: ROOT, env: { ...process.env, MNIST_DIR: DATA } },
  );
  let error = '';
  child.stderr.on('data', (text) => { error += text; });
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise<number | null>((closed) => child.on('close', closed));
  assert.deepEqual([code, error], [0, '']);
});

test('Ctrl-C ends training after a step: checkpoint and ledger are whole, and how to go on is told', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'bitgrad-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'it\'s here'), book = join(directory, 'run.ledger');
  const args = [
    '--epochs', '1000', '--batch-size', '16', '--normalize', '--seed', '3', '--save', file, '--ledger', book,
  ];
  const child = spawn(
    process.execPath, bitgrad('train', ...args),
    { cwd: ROOT, env: { ...process.env, MNIST_DIR: DATA } },
  );
  let out = '', error = '';
  child.stdout.on('data', (text) => {
    out += text;
    if (!child.killed && /epoch +1\/1000/.test(out)) child.kill('SIGINT');
  });
  child.stderr.on('data', (text) => { error += text; });
  const code = await new Promise<number | null>((closed) => child.on('close', closed));
  assert.deepEqual([code, error], [130, 'bitgrad train: interrupted by SIGINT\n']);
  const { records, isComplete, flaw } = readLedger(new Uint8Array(readFileSync(book))), end = records.at(-1);
  assert.ok(isComplete && flaw === undefined && end !== undefined && 'end' in end && end.reason === 'aborted');
  const steps = loadFile(file).steps, [told, , line] = out.slice(out.indexOf('Interrupted')).split('\n');
  assert.ok(steps > 125, 'within the second epoch at the earliest');
  assert.deepEqual([end.end, told], [steps, `Interrupted after ${steps} steps. The state is in ${file}.`]);
  const quoted = `'${file.replace('\'', '\'\\\'\'')}'`;
  const words =
    `--resume ${quoted} --save ${quoted} --data ${DATA} --epochs 1000 --batch-size 16 --normalize --ledger ${book}.2`;
  assert.equal(line, `  npm run bitgrad -- train ${words}`);
});

const MNIST_DIR = process.env.MNIST_DIR;

test('the real MNIST is read from --data', { skip: MNIST_DIR ? false : 'MNIST_DIR is not set' }, async () => {
  const { text, result } = await train('--data', MNIST_DIR ?? '', '--normalize');
  assert.deepEqual([result.dataset, result.normalize, result.iterations], ['mnist', true, 30]);
  assert.match(text, /60000 examples to train on and 10000 to test/);
});
