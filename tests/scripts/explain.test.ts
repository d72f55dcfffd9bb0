import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { saveFile } from '../../lib/node/index.ts';
import { digits } from '../../lib/index.ts';
import { readCommandLine } from '../../scripts/command/readCommandLine.ts';
import { UsageError } from '../../scripts/command/usageError.ts';
import { explain as command } from '../../scripts/explain/options.ts';
import { build } from '../../scripts/train/network.ts';
import { runScript } from './runScript.ts';
import { smallDigits } from './smallData.ts';

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** On the built-in digits where it is asked for no others. */
async function explain(...args: string[]): Promise<Outcome> {
  const { status, stdout, stderr } = await runScript('explain', ...args);
  return { code: status, out: stdout, error: stderr };
}

const QUICK = ['--max-iterations', '40'], SMALL = ['--data', smallDigits()];

/** What --json printed; what else it said is in `error`. */
function resultOf({ code, out, error }: Outcome): Record<string, unknown> {
  assert.equal(code, 0, error);
  return JSON.parse(out) as Record<string, unknown>;
}

test('a wrong command line gets one clear line and exit code 2', async () => {
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['--weight', '2,1'], "--weight must be L,I,J such as 2,1,1, whole numbers from 1, got '2,1'"],
    [['--weight', '2,1,0'], "whole numbers from 1, got '2,1,0'"], [['--weight', '2,1,x'], "got '2,1,x'"],
    [['--bias', '2,1,1'], "--bias must be L,I such as 2,1, whole numbers from 1, got '2,1,1'"],
    [['--weight', '2,1,1', '--bias', '2,1'], '--bias must be absent with --weight, only one of them can be explained'],
    [['--example=-1'], '--example must be a whole number of at least 0'],
    [['--batch', '0'], '--batch must be a whole number of at least 1'],
    [['--wieght', '2,1,1'], "there is no option '--wieght'; did you mean '--weight'?"],
    [
      ['--report', '--batch', '32'],
      "--batch must be absent with --report, whose network, example and rate are the report's",
    ],
    [['--report', '--seed', '3'], '--seed must be absent with --report'], [
      ['--report', '--optimizer', 'adam'], '--optimizer must be absent with',
    ],
    [['--load', 'a', '--hidden', '5'], '--hidden must be absent with --load'], [
      ['--untrained', '--epochs', '2'], '--epochs must be absent with',
    ],
    [['--optimizer', 'adm'], "did you mean 'adam'?"],
  ];
  for (const [args, message] of wrong) {
    assert.throws(
      () => readCommandLine(command, args, {}),
      (error: Error) => error instanceof UsageError && error.message.includes(message), args.join(' '),
    );
  }
  const there = await explain(...QUICK, ...SMALL, '--weight', '5,1,1');
  assert.deepEqual(
    [there.code, there.error],
    [2, 'bitgrad explain: layer must be an integer from 2 to 4, got 5; --help lists the options\n'],
  );
});

test('--report shows 0.63, the first order 0.063, the second 0.0496, and the true rise 0.1126', async () => {
  const outcome = await explain('--report', '--json'), { error: text } = outcome;
  const { weight, value, backpropagated, finiteDifference, pathCount, livePaths } = resultOf(outcome);
  assert.deepEqual([pathCount, livePaths], [6, 1]);
  assert.deepEqual(
    [value, backpropagated, finiteDifference].map((own) => Number(own).toFixed(5)), ['0.63000', '0.63000', '0.63000'],
  );
  assert.equal((weight as { symbol: string }).symbol, 'w²₁₁');
  assert.match(text, /by 0\.0630 to first order/);
  assert.match(text, /by 0\.0496 more to second order/);
  assert.match(text, /by 0\.1126 in truth/);
  assert.match(text, /makes w²₁₁ what is said above, to the last bit/);
});

test('a weight of the digits\' network is explained, by default one with a gradient; the step is the one that training '
  + 'takes', async () => {
  const outcome = await explain(...QUICK, '--json'), result = resultOf(outcome);
  assert.match(outcome.error, /^The network on digits, after 40 steps; training example 0, in truth \d\.\n/);
  assert.match(outcome.error, /makes w²\S+ what is said above, to the last bit/);
  assert.equal(result.pathCount, 120);
  assert.notEqual(result.value, 0);
});

test('--bias, --batch, --most and --optimizer do what they say', async () => {
  const outcome = await explain(
    ...QUICK, ...SMALL, '--bias', '3,2', '--batch', '5', '--example', '3', '--most', '4', '--optimizer', 'rmsprop',
    '--json',
  );
  const { weight, update, examples } = resultOf(outcome) as {
    weight: object; update: { optimizer: string; learningRate: number; slots: { name: string }[] };
    examples: { paths: object[] }[];
  };
  assert.deepEqual({ ...weight, index: 0, value: 0 }, { symbol: 'b³₂', layer: 3, i: 2, index: 0, value: 0 });
  assert.deepEqual(
    [update.optimizer, update.learningRate, update.slots.map(({ name }) => name)], ['rmsprop', 0.001, ['accumulator']],
  );
  assert.deepEqual(examples.map(({ paths }) => paths.length), [4, 4, 4, 4, 4]);
  assert.match(outcome.error, /training examples 3 to 7, in truth \d, \d, \d, \d, \d\./);
});

test('--markdown prints nothing else, --svg writes the figure, --load explains a checkpoint', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'explain-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const { out, error } = await explain('--report', '--markdown', '--svg', join(folder, 'paths.svg'));
  assert.equal(error, '');
  assert.ok(out.startsWith('# $\\frac{\\partial J}{\\partial w^{2}_{11}}$\n'));
  assert.match(readFileSync(join(folder, 'paths.svg'), 'utf8'), /^<\?xml[^]*w²₁₁ = 0\.6[^]*<\/svg>\n$/);
  const options = readCommandLine(command, [], {}) ?? assert.fail();
  const model = build({ ...options, network: undefined, learningRate: 0.1 });
  const { train } = digits({ seed: 0, train: 8, test: 0 });
  model.trainOnBatch(train.x.subarray(0, 784 * 8), train.y.subarray(0, 8));
  saveFile(join(folder, 'model'), model);
  const loaded = await explain('--load', join(folder, 'model'), '--weight', '4,3,5', '--json', ...SMALL);
  const { weight, update } = resultOf(loaded);
  const { index, value } = weight as { index: number; value: number };
  assert.equal(value, model.theta[index]);
  assert.equal((update as { step: number }).step, 2);
});
