/**
 * The tables that promise the same bits: one row each, and every suite of kernels runs all rows.
 * @module
 */
import { routines } from '../../lib/kernels/allRoutines.ts';
import { threadsTable } from '../../lib/kernels/threads/threadsTable.ts';
import { createTracingKernels } from '../../lib/audit/trace/tracingKernels.ts';
import { Recorder } from '../../lib/audit/trace/recorder.ts';
import { createKernels, defaultKernels, type Kernels, type KernelsName } from '../../lib/kernels/index.ts';

export const tableNames: readonly KernelsName[] = ['reference', 'simd'];

export const tables: readonly Kernels[] = tableNames.map((name) => createKernels(name));

let threads: Kernels | undefined;

/** A table whose calls three threads share, all that can be cut, however small. */
export function forcedThreads(): Kernels {
  return threads ??= threadsTable(Object.values(routines), 3, { isForced: true });
}

/**
 * Makers of every table, that of the trace among them: it computes with another one, and each of its records must have
 * that one's bits.
 */
export const makers: Readonly<Record<string, () => Kernels>> = {
  ...Object.fromEntries(tableNames.map((name) => [name, () => createKernels(name)])),
  threads: forcedThreads,
  tracing: () => createTracingKernels(defaultKernels(), new Recorder(() => {})),
  'tracing of what is not finite': () =>
    createTracingKernels(defaultKernels(), new Recorder(() => {}, { onlyNonFinite: true, expand: false })),
};
