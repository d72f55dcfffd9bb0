/**
 * `bitgrad bench`: the micro-benchmarks.
 * @module
 */
import { cpus, loadavg } from 'node:os';
import { capabilities, createKernels } from '../lib/kernels/index.ts';
import { paint, say } from '../scripts/command/output.ts';
import { commandOf, type Run as Command } from '../scripts/command/runCommand.ts';
import { UsageError } from '../scripts/command/usageError.ts';
import { attentionEntries } from './attention.ts';
import { comparedWith, load, save, type Run } from './earlier.ts';
import { convolutionEntries } from './convolution.ts';
import { elementwiseEntries } from './elementwise.ts';
import type { Context, Entry, NamedTable, Row } from './entry.ts';
import { fitEntries } from './fit.ts';
import { gemmEntries } from './gemm.ts';
import { drained, measure } from './harness.ts';
import { ledgerEntries } from './ledger.ts';
import { linalgEntries } from './linalg.ts';
import { memoryEntries } from './memory.ts';
import { bench, type Options } from './options.ts';
import { measurePeak } from './peak.ts';
import { recurrenceEntries } from './recurrence.ts';
import { reduceEntries } from './reduce.ts';
import { stepEntries } from './step.ts';
import { heading, line } from './table.ts';
import { threadsEntries } from './threads.ts';

const ENTRIES: readonly Entry[] = [
  ...stepEntries, ...gemmEntries, ...convolutionEntries, ...attentionEntries, ...recurrenceEntries,
  ...elementwiseEntries, ...reduceEntries, ...linalgEntries, ...fitEntries, ...ledgerEntries, ...memoryEntries,
  ...threadsEntries,
];

/** What is measured: as `--save` keeps it, and whether all bits are those of the reference. */
interface Outcome extends Run {
  readonly ok: boolean;
}

async function main(options: Options): Promise<Outcome> {
  const { filter = '' } = options;
  const entries = ENTRIES.filter((entry) => isWanted(entry, filter));
  if (entries.length === 0) throw new UsageError(`--filter: no bench and no shape holds '${filter}'`);
  const measured = await measureAll(entries, options);
  if (!Number.isFinite(drained())) throw new Error('a result is no finite number');
  const ok = measured.rows.every(({ sameBits }) => sameBits !== false);
  if (!ok) say(`\n${paint()('red', 'Not all results have the bits of the reference.')}`);
  return { ok, ...measured };
}

function isWanted({ bench, shape, onRequest = false }: Entry, filter: string): boolean {
  return onRequest ? filter === bench : bench.includes(filter) || shape.includes(filter);
}

async function measureAll(entries: readonly Entry[], { save: file, compare }: Options): Promise<Run> {
  const earlier = compare === undefined ? undefined : load(compare);
  const { context, machine } = start();
  const rows: Row[] = [];
  let last: string | undefined;
  for (const entry of entries) {
    if (entry.bench !== last) say(heading(last = entry.bench, earlier !== undefined));
    const measured = (await entry.measure(context)).map((row) =>
      (earlier === undefined ? row : comparedWith(earlier, row)));
    say(line(measured, earlier !== undefined));
    rows.push(...measured);
  }
  const measured = { machine, node: process.version, peak: context.peak ?? null, rows };
  if (file !== undefined) save(file, measured);
  return measured;
}

/** The tables and the machine, which it describes. */
function start(): { readonly context: Context; readonly machine: string } {
  const { simd128, reason } = capabilities();
  const tables: NamedTable[] = [{ name: 'reference', k: createKernels('reference') }];
  if (simd128) tables.push({ name: 'simd', k: createKernels('simd') });
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} CPUs`;
  const peak = simd128 ? measurePeak() : undefined;
  const [{ p10Us }] = measure([{ run: () => undefined }], { total: 20 });
  say(`Machine: ${machine}; Node.js ${process.version} (V8 ${process.versions.v8})`);
  if (peak === undefined) say(`No SIMD: ${reason}`);
  else say(`Peak of multiplications and additions in registers, one thread: ${peak.quiet.toFixed(1)} GFLOP/s (median `
    + `${peak.median.toFixed(1)})`);
  const [load] = loadavg();
  if (load >= cpus().length) {
    say(`Load ${load.toFixed(1)}: others compute here; long calls then have no quiet value, and ratios to the `
      + 'reference come out high');
  }
  say(`The harness takes ${(1000 * p10Us).toFixed(1)} ns a call; times include it`);
  return { context: { tables, peak: peak?.quiet, budget: {} }, machine };
}

export const run: Command = commandOf(bench, main);
