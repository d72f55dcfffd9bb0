/**
 * What a ledger costs: an epoch of the report's network without one, and with one that hashes θ after every N steps.
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
/**
 * Whole epochs of each. A cost is the median over the rounds: by how much an epoch with a ledger outlasts its
 * round's without.
 */
const RUNS = 48;
/** Steps between two hashes; undefined is no ledger. */
const EVERY: readonly (number | undefined)[] = [undefined, 1, 3, 10, 30, 100, 200, 1000];

export const ledgerEntries: readonly Entry[] = [
  { bench: 'ledger', shape: '784-12-12-10, an epoch of 60000', onRequest: true, measure: measureLedger },
];

/** An epoch, and what came before it: the header with the digest of the data. Microseconds. */
interface Run {
  readonly epoch: number;
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
      runs[i].push(await epoch(table, x, y, EVERY[i]));
    }
  }
  return EVERY.map((every, i) => {
    const ratios = runs[i].map((run, round) => run.epoch / runs[0][round].epoch - 1);
    const [cost, low, high] = [0.5, 0.25, 0.75].map((share) => percentile(ratios, share));
    const percent = (ratio: number): string => `${(100 * ratio).toFixed(1)} %`;
    const headerMs = percentile(runs[i].map((run) => run.header), 0.5) / 1000, { bytes } = runs[i][0];
    const { medianUs, p10Us, spread } = timing(runs[i].map((run) => run.epoch));
    const quartiles = `(half of the rounds ${percent(low)} to ${percent(high)})`;
    const once = `header and digest of data ${headerMs.toFixed(0)} ms`;
    const note = `every ${every}: ${percent(cost)} of an epoch ${quartiles}, ${(bytes / 1000).toFixed(0)} kB; ${once}`;
    return {
      bench: 'ledger', shape: every === undefined ? 'none' : `every ${every}`, kernels: table.name,
      medianUs, p10Us, spread, gflops: null, gbs: null, peakShare: null, ratioToReference: null, sameBits: null,
      details: { every: every ?? 0, cost, headerMs, bytes },
      note: every === undefined ? 'no ledger' : note,
    };
  });
}

async function epoch({ k }: NamedTable, x: Float32Array, y: Float32Array, every: number | undefined): Promise<Run> {
  const model = build(reportNetwork, k, ['accuracy']);
  const begun = performance.now();
  let started = begun, ended = begun;
  const clock: Callback = { onEpochBegin: () => { started = performance.now(); } };
  const stop: Callback = { onTrainEnd: () => { ended = performance.now(); } };
  const book = every === undefined ? undefined : ledger({ every });
  await model.fit(x, y, { batchSize: reportNetwork.batch, callbacks: [clock, ...(book ? [book] : []), stop] });
  return { epoch: 1000 * (ended - started), header: 1000 * (started - begun), bytes: book?.bytes().length ?? 0 };
}
