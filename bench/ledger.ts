/**
 * What a ledger costs: training of the report's network without one, and with one that hashes θ after every N steps.
 * @module
 */
import { ledger } from '../lib/audit/index.ts';
import type { Callback } from '../lib/index.ts';
import type { Context, Entry, NamedTable, Row } from './entry.ts';
import { percentile, timing } from './harness.ts';
import { build, reportNetwork } from './networks.ts';
import { fill } from './operands.ts';

const EXAMPLES = 60_000;
const CLASSES = 10;
/** Epochs of a run; the first has the compilers' work in it, and is left out. */
const EPOCHS = 4;
/**
 * Runs of each, in turns. A cost is the median over the rounds: by how much a run with a ledger outlasts its round's
 * without.
 */
const RUNS = 9;
/** Steps between two hashes; undefined is no ledger. */
const EVERY: readonly (number | undefined)[] = [undefined, 1, 3, 10, 30, 100, 200, 1000];

export const ledgerEntries: readonly Entry[] = [
  { bench: 'ledger', shape: '784-12-12-10, epochs of 60000', onRequest: true, measure: measureLedger },
];

/** A run, and what came before it: the header with the digest of the data. Microseconds. */
interface Run {
  /** An epoch's share. */
  readonly epoch: number;
  /** The same on the processor, by all threads of the process: what others do on the machine is not in it. */
  readonly processor: number;
  readonly header: number;
  readonly bytes: number;
}

async function measureLedger({ tables }: Context): Promise<Row[]> {
  const table = tables[tables.length - 1];
  const x = fill(new Float32Array(EXAMPLES * reportNetwork.widths[0]), 0, 0, 1);
  const y = fill(new Float32Array(EXAMPLES), 1, 0, CLASSES).map(Math.floor);
  const runs = EVERY.map((): Run[] => []);
  for (let round = 0; round < RUNS; round++) {
    for (let turn = 0; turn < EVERY.length; turn++) {
      // each comes after each other one: what one leaves to the collector falls on all
      const i = (turn + round) % EVERY.length;
      runs[i].push(await run(table, x, y, EVERY[i]));
    }
  }
  return EVERY.map((every, i) => {
    const costs = (of: 'epoch' | 'processor'): number[] => {
      const ratios = runs[i].map((own, round) => own[of] / runs[0][round][of] - 1);
      return [0.5, 0.25, 0.75].map((share) => percentile(ratios, share));
    };
    const [cost] = costs('epoch'), [processor, low, high] = costs('processor');
    const percent = (ratio: number): string => `${(100 * ratio).toFixed(1)} %`;
    const headerMs = percentile(runs[i].map((run) => run.header), 0.5) / 1000, { bytes } = runs[i][0];
    const { medianUs, p10Us, spread } = timing(runs[i].map((run) => run.epoch));
    const quartiles = `(half of the rounds ${percent(low)} to ${percent(high)})`;
    const once = `header and digest of data ${headerMs.toFixed(0)} ms`;
    const shares = `${percent(processor)} of the processor's time ${quartiles}, ${percent(cost)} by the clock`;
    const note = `every ${every}: ${shares}, ${(bytes / 1000).toFixed(0)} kB; ${once}`;
    return {
      bench: 'ledger', shape: every === undefined ? 'none' : `every ${every}`, kernels: table.name,
      medianUs, p10Us, spread, gflops: null, gbs: null, peakShare: null, ratioToReference: null, sameBits: null,
      details: { every: every ?? 0, cost, processor, headerMs, bytes },
      note: every === undefined ? 'no ledger' : note,
    };
  });
}

async function run({ k }: NamedTable, x: Float32Array, y: Float32Array, every: number | undefined): Promise<Run> {
  const model = build(reportNetwork, k, ['accuracy']), begun = performance.now();
  let first = begun, started = begun, ended = begun, busy = process.cpuUsage();
  const clock: Callback = {
    onEpochBegin: (epoch) => {
      if (epoch === 0) first = performance.now();
      if (epoch === 1) [started, busy] = [performance.now(), process.cpuUsage()];
    },
  };
  const stop: Callback = { onTrainEnd: () => { [ended, busy] = [performance.now(), process.cpuUsage(busy)]; } };
  const book = every === undefined ? undefined : ledger({ every });
  await model.fit(x, y, {
    batchSize: reportNetwork.batch, epochs: EPOCHS, callbacks: [clock, ...(book ? [book] : []), stop],
  });
  return {
    epoch: 1000 * (ended - started) / (EPOCHS - 1), processor: (busy.user + busy.system) / (EPOCHS - 1),
    header: 1000 * (first - begun), bytes: book?.bytes().length ?? 0,
  };
}
