/**
 * The convolutional network of the commands.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { jsonOf, runOn, runScript, type Outcome } from './runScript.ts';
import { smallDigits } from './smallData.ts';

const folder = mkdtempSync(join(tmpdir(), 'bitgrad-cnn-')), SMALL = smallDigits();
after(() => rmSync(folder, { recursive: true }));

const README = readFileSync(new URL('../../scripts/README.md', import.meta.url), 'utf8');

interface Result {
  readonly parametersSha256: string;
  readonly network: string;
  readonly epochs: number;
  readonly learningRate: number;
  readonly hidden?: unknown;
}

function resultOf(outcome: Outcome): Result {
  assert.equal(outcome.status, 0, outcome.stderr);
  return jsonOf(outcome) as Result;
}

/** Six steps on the small digits, or as many as asked for. */
async function train(...args: readonly string[]): Promise<Result> {
  const quick = args.includes('--max-iterations') ? [] : ['--max-iterations', '6'];
  return resultOf(await runOn(SMALL, 'train', '--epochs', '1', '--json', ...quick, ...args));
}

test('bitgrad train --network cnn: the parameters have the SHA-256 of the document', async () => {
  const command = '--network cnn --epochs 1 --max-iterations 100';
  assert.ok(README.includes(`npx bitgrad train ${command}\n`));
  const result = resultOf(await runScript('train', ...command.split(' '), '--json'));
  assert.ok(README.includes(`SHA-256\n\`${result.parametersSha256}\``), result.parametersSha256);
  assert.deepEqual([result.network, result.learningRate, result.hidden], ['cnn', 0.002, undefined]);
});

test('its parameters have the same bits in parts and on the reference; another seed gives others', async () => {
  const hashes: string[] = [];
  for (const args of [[], ['--max-batch', '7'], ['--kernels', 'reference'], ['--seed', '1']]) {
    hashes.push((await train('--network', 'cnn', ...args)).parametersSha256);
  }
  const [first, split, reference, other] = hashes;
  assert.deepEqual([split, reference], [first, first]);
  assert.notEqual(other, first);
});

test('its training goes on from a file, its ledger verifies, a weight is explained by all its places', async () => {
  const file = join(folder, 'file'), book = join(folder, 'book');
  const whole = await train('--network', 'cnn', '--ledger', book);
  await train('--network', 'cnn', '--max-iterations', '4', '--save', file);
  const rest = await train('--resume', file);
  assert.deepEqual([rest.parametersSha256, rest.network], [whole.parametersSha256, 'cnn']);

  const verified = await runOn(SMALL, 'verify', book);
  assert.equal(verified.status, 0, verified.stderr);
  assert.match(verified.stdout, /^Verified: all 6 steps .* on the reference kernels .* gave the same bits\./);

  const explained = await runOn(SMALL, 'explain', '--load', file, '--most', '4', '--json');
  assert.equal(explained.status, 0, explained.stderr);
  const { weight, value, backpropagated, examples: [{ paths }] } = jsonOf(explained) as {
    weight: { uses: readonly unknown[] }; value: number; backpropagated: number;
    examples: readonly { paths: readonly unknown[] }[];
  };
  assert.deepEqual([weight.uses.length, paths.length], [26 * 26, 4]);
  assert.ok(Math.abs(value - backpropagated) <= 1e-5 * Math.abs(value), `${value} and ${backpropagated}`);
  assert.match(explained.stderr, /they begin at the 676 places where the weight is used/);
  assert.match(explained.stderr, /what is said above, to the last bit/);
});

test('options of the report\'s layers are refused beside it', async () => {
  for (const [option, value] of [['--hidden', '5'], ['--activation', 'tanh']]) {
    const { status, stderr } = await runScript('train', '--network', 'cnn', option, value);
    assert.equal(status, 2);
    assert.match(stderr, new RegExp(`${option} must be absent with --network, whose layers are its own`));
  }
});
