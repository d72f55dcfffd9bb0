/**
 * `bitgrad fleet sweep`: trains many networks and shows which learn best.
 * @module
 */
import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ScaledBytes } from '../../lib/data/index.ts';
import { sha256 } from '../../lib/core/digest.ts';
import { canvas, say } from '../command/output.ts';
import { commandOf, type Run } from '../command/runCommand.ts';
import { UsageError } from '../command/usageError.ts';
import { loadDataset, type Images } from '../dataset.ts';
import { packExamples } from './arrays.ts';
import { withFleet } from './fleet.ts';
import { fleetSweep } from './options.ts';
import { SchemaError } from './schema.ts';
import { FileStore } from './store.ts';
import { Journal } from './sweep/journal.ts';
import { readPlan, runsOf, type Plan } from './sweep/plan.ts';
import { sweep } from './sweep/sweep.ts';
import { csvTable, ranked, svgChart, textTable } from './sweep/table.ts';

const MOST_SEED = 2 ** 32;

export const run: Run = commandOf(fleetSweep, async (options) => {
  const [file] = options.operands, { plan, count: runs } = planOf(readFileSync(file, 'utf8'));
  const { out = `${basename(file).replace(/\.json$/, '')}.sweep`, check, checkSeed = randomInt(MOST_SEED) } = options;
  const train = first(await loadDataset(options), plan.examples);
  const examples = packExamples({ ...train, count: train.y.length });
  mkdirSync(out, { recursive: true });
  const name = { plan, data: sha256(examples) }, store = new FileStore(join(out, 'data'));
  const journal = new Journal(join(out, 'journal.jsonl'), sha256(Buffer.from(JSON.stringify(name))));
  const { live, write } = canvas(), data = await store.put(examples);
  say(`${runs} runs of at most ${plan.epochs} epochs on ${train.y.length} examples.\n`);
  const outcome = await withFleet(options, (carrier) => sweep({
    plan, carrier, store, journal, data, check, checkSeed,
    onEpoch: (epoch, going) => { if (live) write(`\r\x1b[Kepoch ${epoch + 1}: ${going} runs`); },
  }), store);
  if (live) write('\r\x1b[K');
  const { forged, results, checked } = outcome;
  say(`${textTable(plan, outcome.runs)}\n`);
  writeFileSync(join(out, 'runs.csv'), csvTable(outcome.runs));
  writeFileSync(join(out, 'runs.svg'), svgChart(plan, outcome.runs));
  say(`${checked} of ${results} new results were computed again, drawn by the seed ${checkSeed}. All is in ${out}.`);
  for (const { run: number, fold, epoch, fault } of forged) {
    say(`Forged: run ${number}, fold ${fold}, epoch ${epoch}: ${fault}. It was done again here.`);
  }
  return { ok: forged.length === 0, runs: ranked(plan, outcome.runs), forged, results, checked, checkSeed, out };
});

function planOf(text: string): { readonly plan: Plan; readonly count: number } {
  try {
    const plan = readPlan(text);
    return { plan, count: runsOf(plan).length };
  } catch (error) {
    throw error instanceof SchemaError ? new UsageError(error.message) : error;
  }
}

/** The first examples; all where not so many are asked for. Throws UsageError for more than there are. */
function first({ train: { x, y } }: { readonly train: Images }, examples: number = y.length): Images {
  if (examples > y.length) throw new UsageError(`examples must be at most ${y.length}, got ${examples}`);
  const end = examples * (x.length / y.length);
  return {
    x: x instanceof ScaledBytes ? x.subarray(0, end) : Float32Array.from(x).subarray(0, end), y: y.slice(0, examples),
  };
}
