/**
 * Memory: what a training step allocates, that nothing grows, that models are freed, and what many that live cost.
 *
 * Each figure comes from a process of its own (see memoryProcess.ts), whose heap nobody else uses.
 * @module
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { KernelsName } from '../lib/kernels/index.ts';
import { COMPILED, ROOT } from '../scripts/command/place.ts';
import type { Context, Entry, Row } from './entry.ts';
import type { MemoryReport } from './memoryProcess.ts';

/** How Node.js runs the file of such a process. */
const PROCESS = COMPILED === undefined ? ['--import', 'tsx', join(ROOT, 'bench', 'memoryProcess.ts')]
  : [join(COMPILED, 'bench', 'memoryProcess.js')];
/** A young generation so large that nothing is collected while the bytes of some thousand steps are counted. */
const FLAGS = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64'];

const STEPS = 100_000;
const MODELS = 5_000;
const LIVE_MODELS = 2_000;

interface MemoryCase {
  readonly shape: string;
  readonly args: readonly string[];
  readonly tables: readonly KernelsName[];
}

const CASES: readonly MemoryCase[] = [
  { shape: `784-12-12-10 batch 32, ${STEPS} steps`, args: ['steps', '0', String(STEPS)], tables: ['simd'] },
  { shape: `2-8-1 batch 4, ${STEPS} steps`, args: ['steps', '2', String(STEPS)], tables: ['reference', 'simd'] },
  { shape: `784-12-12-10, ${MODELS} models`, args: ['models', '0', String(MODELS)], tables: ['simd'] },
  { shape: `2-8-1, ${LIVE_MODELS} live models`, args: ['live', '2', String(LIVE_MODELS)], tables: ['simd'] },
];

export const memoryEntries: readonly Entry[] = CASES.map(({ shape, args, tables }) => ({
  bench: 'memory', shape, onRequest: true,
  measure: (context: Context): Row[] =>
    context.tables.filter(({ name }) => tables.includes(name)).map(({ name }) => measureIn(shape, name, args)),
}));

function measureIn(shape: string, kernels: KernelsName, args: readonly string[]): Row {
  const out = execFileSync(
    process.execPath, [...FLAGS, ...PROCESS, kernels, ...args], { cwd: ROOT, encoding: 'utf8' },
  );
  const { medianUs, p10Us, spread, details, note } = JSON.parse(out) as MemoryReport;
  return {
    bench: 'memory', shape, kernels, medianUs, p10Us, spread,
    gflops: null, gbs: null, peakShare: null, ratioToReference: null, sameBits: null,
    details, note: `${kernels}: ${note}`,
  };
}
