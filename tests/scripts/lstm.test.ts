/**
 * The network of the commands that reads row by row.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { jsonOf, runOn, runScript, type Outcome } from './runScript.ts';
import { smallDigits } from './smallData.ts';

const folder = mkdtempSync(join(tmpdir(), 'bitgrad-lstm-')), SMALL = smallDigits();
after(() => rmSync(folder, { recursive: true }));

const README = readFileSync(new URL('../../scripts/README.md', import.meta.url), 'utf8');

interface Result {
  readonly parametersSha256: string;
  readonly network: string;
  readonly epochs: number;
  readonly learningRate: number;
}

function resultOf(outcome: Outcome): Result {
  assert.equal(outcome.status, 0, outcome.stderr);
  return jsonOf(outcome) as Result;
}

/** Four steps on the small digits, or as many as asked for. */
async function train(...args: readonly string[]): Promise<Result> {
  const quick = args.includes('--max-iterations') ? [] : ['--max-iterations', '4'];
  return resultOf(await runOn(SMALL, 'train', '--network', 'lstm', '--json', ...quick, ...args));
}

test('bitgrad train --network lstm: the parameters have the SHA-256 of the document', async () => {
  const command = '--network lstm --epochs 1 --max-iterations 100';
  assert.ok(README.includes(`npx bitgrad train ${command}\n`), command);
  const result = resultOf(await runScript('train', ...command.split(' '), '--json'));
  assert.ok(README.includes(`SHA-256\n\`${result.parametersSha256}\``), result.parametersSha256);
  assert.deepEqual([result.network, result.learningRate], ['lstm', 0.004]);
});

test('its parameters have the same bits in parts and on the reference; another seed gives others', async () => {
  const [first, split, reference, other] = [
    await train(), await train('--max-batch', '7'), await train('--kernels', 'reference'), await train('--seed', '1'),
  ];
  const { parametersSha256 } = first;
  assert.equal(first.epochs, 4);
  assert.deepEqual([split.parametersSha256, reference.parametersSha256], [parametersSha256, parametersSha256]);
  assert.notEqual(other.parametersSha256, parametersSha256);
});

test('its training goes on from a file, its ledger verifies, a weight after it is explained', async () => {
  const file = join(folder, 'file'), book = join(folder, 'book');
  const whole = await train('--epochs', '1', '--ledger', book);
  await train('--epochs', '1', '--max-iterations', '2', '--save', file);
  const rest = resultOf(await runOn(
    SMALL, 'train', '--json', '--epochs', '1', '--max-iterations', '4', '--resume', file,
  ));
  assert.deepEqual([rest.parametersSha256, rest.network], [whole.parametersSha256, 'lstm']);

  const verified = await runOn(SMALL, 'verify', book);
  assert.equal(verified.status, 0, verified.stderr);
  assert.match(verified.stdout, /^Verified: all 4 steps .* on the reference kernels .* gave the same bits\./);

  for (const which of [['--load', file], ['--network', 'lstm', '--max-iterations', '2']]) {
    const explained = await runOn(SMALL, 'explain', ...which, '--json');
    assert.equal(explained.status, 0, explained.stderr);
    const { weight, value, backpropagated } = jsonOf(explained) as {
      weight: { layer: number }; value: number; backpropagated: number;
    };
    assert.equal(weight.layer, 3);
    assert.ok(Math.abs(value - backpropagated) <= 1e-5 * Math.abs(value), `${value} and ${backpropagated}`);
    assert.match(explained.stderr, /what is said above, to the last bit/);
  }
  const own = await runOn(SMALL, 'explain', '--load', file, '--weight', '2,1,1');
  const refused = 'bitgrad explain: layer must be one that says its terms, got layer 2 (\'lstm\')';
  assert.deepEqual([own.status, own.stderr], [2, `${refused}; --help lists the options\n`]);
});
