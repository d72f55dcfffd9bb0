/**
 * Sweeps: what is tried, what is stopped, what is forged, and going on after a crash.
 */
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256 } from '../../lib/core/digest.ts';
import { load, save } from '../../lib/formats/index.ts';
import { UsageError } from '../../scripts/command/usageError.ts';
import { packExamples } from '../../scripts/fleet/arrays.ts';
import type { EpochResult, Job } from '../../scripts/fleet/jobs.ts';
import { SchemaError } from '../../scripts/fleet/schema.ts';
import { FileStore } from '../../scripts/fleet/store.ts';
import { Journal } from '../../scripts/fleet/sweep/journal.ts';
import { median, stopped } from '../../scripts/fleet/sweep/median.ts';
import { readPlan, runsOf, type Plan } from '../../scripts/fleet/sweep/plan.ts';
import { sweep, type Outcome } from '../../scripts/fleet/sweep/sweep.ts';
import { csvTable, svgChart, textTable } from '../../scripts/fleet/sweep/table.ts';
import { rowsOf } from '../../scripts/fleet/work/examples.ts';
import { work, type Answer } from '../../scripts/fleet/work/work.ts';
import { Here, folder, noise } from './fleetHere.ts';
import { jsonOf, runScript } from './runScript.ts';
import { smallDigits } from './smallData.ts';
import { elementsOf } from './wellFormed.ts';

const planOf = (own: object): Plan => readPlan(JSON.stringify({ options: {}, ...own }));

test('a grid has every combination, the last option the fastest; a random search is drawn by its seed', () => {
  const grid = runsOf(planOf({ options: { hidden: [[3], [4, 5]], seed: [0, 1, 2] } }));
  assert.deepEqual(grid.map(({ hidden, seed }) => [hidden.join('-'), seed]),
    [['3', 0], ['3', 1], ['3', 2], ['4-5', 0], ['4-5', 1], ['4-5', 2]]);
  const options = { learningRate: { from: 0.001, to: 1, scale: 'log' }, batchSize: [8, 16] };
  const own = { search: 'random', runs: 40, options };
  const random = runsOf(planOf({ ...own, seed: 1 })), rates = random.map(({ learningRate = 0 }) => learningRate);
  assert.deepEqual(random, runsOf(planOf({ ...own, seed: 1 })));
  assert.notDeepEqual(random, runsOf(planOf({ ...own, seed: 2 })));
  assert.ok(rates.every((rate) => rate >= 0.001 && rate <= 1) && rates.filter((rate) => rate < 0.032).length > 10);
  assert.deepEqual([...new Set(random.map(({ batchSize }) => batchSize))].sort(), [16, 8]);
});

test('a file that is none of a sweep is refused by the member that is wrong', () => {
  const wrong: readonly (readonly [unknown, RegExp])[] = [
    ['{', /must be JSON/], [{ opitons: {} }, /known members only, got 'opitons'; did you mean 'options'\?/],
    [{}, /options must be an object as known/], [{ options: { hidden: [] } }, /hidden must be a list of at least 1/],
    [{ options: { optimizer: ['adan'] } }, /optimizer must be a list, each one of/],
    [{ options: { learningRate: [0] } }, /learningRate must be a list, each a number above 0/],
    [{ options: { learningRate: { from: 1, to: 2 } } }, /learningRate must be a list where search is 'grid'/],
    [{ options: {}, search: 'random' }, /runs must be how many are drawn, got none/],
    [{ options: {}, runs: 3 }, /runs must be absent where search is 'grid', got 3/],
    [
      { options: { learningRate: { from: 0, to: 2 } }, search: 'random', runs: 2 },
      /from above 0 and below to, got 0, 2/,
    ],
  ];
  for (const [given, message] of wrong) {
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    assert.throws(() => readPlan(text), (error) => error instanceof SchemaError && message.test(error.message));
  }
});

test('the median rule, by hand', () => {
  assert.deepEqual([median([3, 1, 2]), median([4, 1, 2, 3])], [2, 2.5]);
  // means 2, 3, 5; the median is 3; the best so far 1, 2.5, 4
  assert.deepEqual(stopped([[3, 1], [3.5, 2.5], [6, 4]]), [false, false, true]);
  assert.deepEqual(stopped([[7]]), [false]);
});

test('folds hold each example out once, drawn by the seed', () => {
  const folds = [0, 1, 2].map((index) => rowsOf({ of: 3, index, seed: 5 }, 10));
  assert.deepEqual(folds.flatMap(({ held }) => [...held]).sort((a, b) => a - b), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const { train, held } of folds) assert.equal(new Set([...train, ...held]).size, 10);
  assert.notDeepEqual(rowsOf({ of: 3, index: 0, seed: 6 }, 10).held, folds[0].held);
});

const examples = noise(60, 784, 10, 3);
const plan = planOf({ epochs: 3, folds: 2, options: { hidden: [[4]], learningRate: [0.05, 0.5, 1e30], seed: [0, 1] } });

/** A sweep of the plan, in a folder. */
async function swept(out: string, here: Here, check: number = 0, own: Plan = plan): Promise<Outcome> {
  const store = new FileStore(join(out, 'data')), data = await store.put(packExamples(examples));
  const journal = new Journal(join(out, 'journal.jsonl'), sha256(Buffer.from(JSON.stringify(own))));
  return sweep({ plan: own, carrier: here, store, journal, data, check, checkSeed: 1 });
}

const out = folder(), first = new Here(), expected = await swept(out, first);

test('a sweep says what each run came to: done, stopped or broken off', () => {
  assert.deepEqual(expected.forged, []);
  const ends = expected.runs.map(({ end }) => end);
  assert.deepEqual(ends.slice(4), ['problem', 'problem']);
  assert.ok(ends.includes('done') && ends.includes('stopped'));
  for (const { end, loss, ledgers } of expected.runs) {
    assert.ok(end === 'problem' ? loss.length === 0 : ledgers.length === 2 * loss.length);
  }
  const text = textTable(plan, expected.runs), csv = csvTable(expected.runs);
  assert.match(text, /^run  learningRate  seed  epochs {2,}loss  val\. loss  val\. accuracy\n/);
  assert.equal(csv.split('\n').length - 2, expected.runs.reduce((sum, { loss }) => sum + loss.length, 0));
  assert.equal(Number(csv.split('\n')[1].split(',')[9]), expected.runs[0].loss[0]);
  assert.ok(elementsOf(svgChart(plan, expected.runs).replace(/^<\?.*\?>\n/, '')).includes('polyline'));
});

test('a sweep goes on where it was left: torn line, lost data and all', async () => {
  const jobs = first.jobs, journal = join(out, 'journal.jsonl'), whole = readFileSync(journal, 'utf8').split('\n');
  const again = new Here();
  const without = ({ runs, forged }: Outcome): object => ({ runs, forged });
  assert.deepEqual(without(await swept(out, again)), without(expected));
  assert.equal(again.jobs, 0);
  writeFileSync(journal, `${whole.slice(0, 6).join('\n')}\n{"key":"12`);
  const kept = JSON.parse(whole[5]) as { readonly result: { readonly ledger: string } };
  writeFileSync(join(out, 'data', kept.result.ledger), 'damaged');
  assert.deepEqual(without(await swept(out, again)), without(expected));
  assert.equal(again.jobs, jobs - 4);
  await assert.rejects(swept(out, again, 0, planOf({ options: {} })), UsageError);
  appendFileSync(journal, 'no JSON\n');
  await assert.rejects(swept(out, again));
});

test('a forged result is found and named, and is not entered', async () => {
  const isOurs = (job: Job): boolean => job.kind === 'epoch' && job.epoch === 1 && job.fold.index === 1;
  const change = (result: object): ((job: Job, answer: Answer) => Answer) => (job, answer) => (
    isOurs(job) && 'result' in answer && !('problem' in answer.result)
      ? { result: { ...answer.result, ...result } } as Answer : answer);
  const forgeries: readonly (readonly [RegExp, number, ConstructorParameters<typeof Here>[1]])[] = [
    [/its loss must be/, 0, change({ loss: 0.1 })],
    [/validation must give/, 0.999, change({ validationLoss: 0.1 })],
    [/it says that training broke off/, 0.999, (job, answer) => (
      isOurs(job) ? { result: { problem: 'NaN' } } : answer)],
    [/there are no data of SHA-256/, 0, change({ ledger: '0'.repeat(64) })],
    [/must have known members only, got 'code'/, 0, change({ code: 'exit' })],
    [/I do not want to/, 0, (job, answer) => (isOurs(job) ? { error: 'I do not want to' } : answer)],
    [/begins with another checkpoint/, 0, async (job, answer, store) => {
      if (!isOurs(job) || job.kind !== 'epoch' || !('result' in answer)) return answer;
      const next = { ...job, checkpoint: (answer.result as EpochResult).checkpoint, epoch: 2 };
      const twice = await work(next, store);
      const { ledger } = 'result' in twice ? twice.result as EpochResult : assert.fail();
      return { result: { ...answer.result as EpochResult, ...(ledger !== undefined && { ledger }) } };
    }],
    [/its checkpoint is not what its ledger ends with/, 0, async (job, answer, store) => {
      if (!isOurs(job) || !('result' in answer) || !('checkpoint' in answer.result)) return answer;
      const model = load(await store.get(answer.result.checkpoint ?? ''));
      model.theta[0] += 1;
      return { result: { ...answer.result, checkpoint: await store.put(save(model)) } };
    }],
  ];
  for (const [fault, check, forge] of forgeries) {
    const here = folder();
    const { runs, forged } = await swept(here, new Here(2, forge), check);
    assert.ok(forged.length > 0, String(fault));
    for (const { fold, epoch, fault: found } of forged) {
      assert.deepEqual([fold, epoch], [2, 2]);
      assert.match(found, fault);
    }
    assert.deepEqual(runs, expected.runs);
  }
});

test('bitgrad fleet sweep writes journal, CSV and SVG, and goes on', async () => {
  const file = join(folder(), 'small.json'), into = join(folder(), 'made');
  writeFileSync(file, JSON.stringify({ epochs: 1, examples: 200, options: { seed: [0, 1] } }));
  const words = [file, '--data', smallDigits(), '--workers', '1', '--out', into, '--json'];
  const outcome = await runScript('fleet', 'sweep', ...words);
  assert.equal(outcome.status, 0, outcome.stderr);
  assert.deepEqual(readdirSync(into).sort(), ['data', 'journal.jsonl', 'runs.csv', 'runs.svg']);
  const { results, runs } = jsonOf(outcome) as { readonly results: number; readonly runs: readonly object[] };
  assert.deepEqual([results, runs.length], [2, 2]);
  const again = await runScript('fleet', 'sweep', ...words);
  assert.deepEqual(jsonOf(again), { ...jsonOf(outcome) as object, results: 0, checked: 0, checkSeed:
    (jsonOf(again) as { readonly checkSeed: number }).checkSeed });
  writeFileSync(file, '{ "options": { "seeds": [0] } }');
  const wrong = await runScript('fleet', 'sweep', ...words);
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /got 'seeds'; did you mean 'seed'\?/);
});
