/**
 * The transformer of the commands.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { answersOf } from '../../scripts/addition/answers.ts';
import { adds, build } from '../../scripts/addition/network.ts';
import { ANSWER, CHARACTERS, QUESTION, STEPS, drawSums, textOf, type Sums } from '../../scripts/addition/sums.ts';
import { jsonOf, runScript, type Outcome } from './runScript.ts';

const folder = mkdtempSync(join(tmpdir(), 'bitgrad-addition-'));
after(() => rmSync(folder, { recursive: true }));

const README = readFileSync(new URL('../../scripts/README.md', import.meta.url), 'utf8');

interface Result {
  readonly parametersSha256: string;
  readonly heldOut: number;
  readonly heldOutByEpoch: readonly number[];
}

function resultOf(outcome: Outcome): Result {
  assert.equal(outcome.status, 0, outcome.stderr);
  return jsonOf(outcome) as Result;
}

/** Three steps of eight sums. */
async function add(...args: readonly string[]): Promise<Result> {
  return resultOf(await runScript('addition', '--json', '--batch-size', '8', '--max-iterations', '3', ...args));
}

/** The sums as text. */
function written(sums: Sums): string[] {
  return Array.from({ length: sums.count }, (_, sum) =>
    textOf(sums, sum, sums.y.subarray(sum * ANSWER, (sum + 1) * ANSWER)));
}

test('each sum of two two-digit numbers is there once, true, and in another order by another seed', () => {
  const { train, heldOut } = drawSums(3), all = [...written(heldOut), ...written(train)];
  assert.deepEqual([train.count, heldOut.count, new Set(all).size], [8000, 2000, 10_000]);
  for (const text of all) {
    const [, a, b, sum] = /^(\d\d)\+(\d\d)=(\d\d\d)$/.exec(text) ?? assert.fail(text);
    assert.equal(Number(a) + Number(b), Number(sum), text);
  }
  assert.deepEqual(written(drawSums(3).heldOut), written(heldOut));
  assert.notDeepEqual(written(drawSums(4).heldOut), written(heldOut));
});

test('what the network reads is the text without its last character, what it says comes one later', () => {
  const { train: { x, y } } = drawSums(0);
  for (const sum of [0, 17, 7999]) {
    const read = x.subarray(sum * STEPS, (sum + 1) * STEPS), said = y.subarray(sum * ANSWER, (sum + 1) * ANSWER);
    assert.equal(CHARACTERS[read[QUESTION - 1]], '=');
    assert.deepEqual([...read.subarray(QUESTION)], [...said.subarray(0, ANSWER - 1)]);
  }
});

test('the network has two blocks, 48,876 parameters, and no step sees those after it', () => {
  const model = build({ seed: 1, maxBatch: 4, learningRate: 0.01, kernels: undefined }), { heldOut } = drawSums(1);
  assert.deepEqual([model.theta.length, adds(model)], [48_876, true]);
  const text = heldOut.x.slice(0, STEPS), whole = model.predict(text), width = CHARACTERS.length;
  for (let step = 1; step < ANSWER; step++) {
    const other = text.slice();
    other.fill((text[QUESTION + step - 1] + 1) % 10, QUESTION + step - 1);
    const said = model.predict(other), seen = step * width;
    assert.deepEqual(said.subarray(0, seen), whole.subarray(0, seen), 'what comes before is the same, bit for bit');
    assert.notDeepEqual(said.subarray(seen), whole.subarray(seen));
  }
});

test('answers are the network\'s own: each character the likeliest after those that it has given', () => {
  const model = build({ seed: 2, maxBatch: 64, learningRate: 0.01, kernels: undefined }), { train } = drawSums(2);
  const count = 40, sums: Sums = {
    count, x: train.x.slice(0, count * STEPS), y: train.y.slice(0, count * ANSWER),
  };
  for (let step = 0; step < 30; step++) model.trainOnBatch(sums.x, sums.y);
  const { ids, isRight, share } = answersOf(model, sums), width = CHARACTERS.length;
  assert.ok(share > 0 && share < 1, `some are right and some are wrong: ${share}`);
  for (let sum = 0; sum < count; sum++) {
    const answer = ids.subarray(sum * ANSWER, (sum + 1) * ANSWER), text = sums.x.slice(sum * STEPS, (sum + 1) * STEPS);
    text.set(answer.subarray(0, ANSWER - 1), QUESTION);
    const likely = model.predict(text);
    answer.forEach((id, step) => {
      const row = likely.subarray(step * width, (step + 1) * width);
      assert.equal(row[id], Math.max(...row));
    });
    assert.equal(isRight[sum], answer.every((id, step) => id === sums.y[sum * ANSWER + step]));
  }
  const seen: Float32Array[] = [];
  answersOf({ predict: (text) => {
    seen.push(Float32Array.from(text as Float32Array));
    return new Float32Array(count * ANSWER * width); // the first character is the likeliest
  } }, sums);
  const asked = sums.x.map((id, i) => (i % STEPS < QUESTION ? id : 0));
  assert.deepEqual(seen, [asked, asked, asked], 'of the true answers it is given nothing');
});

test('bitgrad addition: the parameters have the SHA-256 of the document', async () => {
  const command = '--epochs 1 --max-iterations 100';
  assert.ok(README.includes(`npx bitgrad addition ${command}\n`), command);
  const outcome = await runScript('addition', ...command.split(' '), '--json');
  const { parametersSha256, heldOut, heldOutByEpoch } = resultOf(outcome);
  assert.ok(README.includes(`SHA-256\n\`${parametersSha256}\``), parametersSha256);
  assert.deepEqual(heldOutByEpoch, [heldOut], 'a part of an epoch is examined too');
  assert.match(outcome.stderr, /8000 to train on and 2000 held out/);
  assert.match(outcome.stderr, /\n48876 parameters\n/);
  const last = `right in every character: ${heldOut.toFixed(4)}.\nWrong are `;
  assert.ok(outcome.stderr.includes(last), last);
});

test('its parameters have the same bits in parts and on the reference; another seed gives others', async () => {
  const [first, split, reference, other] = [
    await add(), await add('--max-batch', '3'), await add('--kernels', 'reference'), await add('--seed', '1'),
  ].map(({ parametersSha256 }) => parametersSha256);
  assert.deepEqual([split, reference], [first, first]);
  assert.notEqual(other, first);
});

test('a few sums are shown after each epoch, with the share that is right', async () => {
  const outcome = await runScript('addition', '--epochs', '2', '--batch-size', 'full', '--json');
  const { heldOutByEpoch, heldOut } = resultOf(outcome);
  const lines = [...outcome.stderr.matchAll(/heldOut (\d\.\d{4})\n {2}((?:\d\d\+\d\d=\S{3} [✓✗] *){5})\n/g)];
  assert.deepEqual(lines.map(([, share]) => share), heldOutByEpoch.map((share) => share.toFixed(4)));
  assert.deepEqual([lines.length, heldOutByEpoch[1]], [2, heldOut]);
});

test('its ledger is verified on the sums of its seed, and a weight is explained', async () => {
  const file = join(folder, 'file'), book = join(folder, 'book');
  await add('--seed', '2', '--ledger', book, '--save', file);
  const verified = await runScript('verify', book);
  assert.equal(verified.status, 0, verified.stderr);
  assert.match(verified.stdout, /^Verified: all 3 steps of this training on sums, .* reference kernels .* same bits\./);
  const pixels = await runScript('verify', book, '--normalize');
  const wrong = '--normalize must be absent with sums, which have no pixels';
  const message = `bitgrad verify: ${wrong}; --help lists the options\n`;
  assert.deepEqual([pixels.status, pixels.stderr], [2, message]);

  const [text] = written(drawSums(2).train), [own] = written(drawSums(0).train);
  const small = ['--network', 'addition', '--batch-size', '8', '--max-iterations', '2'];
  for (const [which, truth] of [[['--load', file], text], [small, own]] as const) {
    const explained = await runScript('explain', ...which, '--json');
    assert.equal(explained.status, 0, explained.stderr);
    const { weight, value, backpropagated } = jsonOf(explained) as {
      weight: { layer: number; uses: readonly unknown[] }; value: number; backpropagated: number;
    };
    assert.deepEqual([weight.layer, weight.uses.length], [10, ANSWER]);
    assert.ok(Math.abs(value - backpropagated) <= 1e-5 * Math.abs(value), `${value} and ${backpropagated}`);
    assert.ok(explained.stderr.includes(`training example 0, in truth ${truth}.`), truth);
    assert.match(explained.stderr, /what is said above, to the last bit/);
  }
});

test('lines fit in a terminal of 80 columns, but for the hash', async () => {
  const { status, stdout } = await runScript('addition', '--max-iterations', '1');
  assert.equal(status, 0);
  const lines = stdout.split('\n').filter((line) => !line.startsWith('SHA-256'));
  assert.ok(lines.some((line) => line.startsWith('attention2')) && lines.some((line) => line.includes('✗')));
  assert.deepEqual(lines.filter((line) => line.length > 80), []);
});
