/**
 * What is measured, and the rows that come of it.
 * @module
 */
import type { Kernels, KernelsName } from '../lib/kernels/index.ts';
import { measure, type Budget, type Timing } from './harness.ts';

/** One line of the table: the same work on every table of kernels. */
export interface Entry {
  readonly bench: string;
  readonly shape: string;
  /** Measured only where `--filter` asks for its bench; default false. */
  readonly onRequest?: boolean;
  /** One row a table, that of the reference first. */
  measure(context: Context): readonly Row[] | Promise<readonly Row[]>;
}

/** What all entries share. */
export interface Context {
  /** The reference first; the others follow. */
  readonly tables: readonly NamedTable[];
  /** The machine's measured peak of multiplications and additions in GFLOP/s; undefined without SIMD. */
  readonly peak: number | undefined;
  readonly budget: Budget;
}

export interface NamedTable {
  readonly name: KernelsName;
  readonly k: Kernels;
}

/** A measurement, as `--json` prints it. What does not apply is null; rates and ratios are of the 10th percentiles. */
export interface Row {
  readonly bench: string;
  readonly shape: string;
  readonly kernels: KernelsName;
  /** Microseconds for the work once. */
  readonly medianUs: number | null;
  readonly p10Us: number | null;
  /** From the 10th to the 90th percentile, as a share of the median. */
  readonly spread: number | null;
  readonly gflops: number | null;
  /** GB/s, each array counted once for being read and once for being written. */
  readonly gbs: number | null;
  /** gflops as a share of the measured peak. */
  readonly peakShare: number | null;
  /** How many times as fast as the reference. */
  readonly ratioToReference: number | null;
  /** Whether all that was computed has the reference's bits, NaN as one class; true of the reference. */
  readonly sameBits: boolean | null;
  /** The part of the work that was done and timed, where that is not all of it; the times are scaled to the whole. */
  readonly measuredShare?: number;
  /** How many times as fast as in the run that is compared with. */
  readonly ratioToEarlier?: number;
  /** Figures of this entry alone, by name with their units. */
  readonly details?: Readonly<Record<string, number>>;
  /** The same in words. */
  readonly note?: string;
}

/** Work of an entry, on one table. */
export interface Work {
  run(): number | void;
  /** What `run` has computed. */
  result(): ArrayLike<number>;
  /** The part of the entry's work that `run` does; default 1. */
  readonly share?: number;
  /** A small piece of it, run once, where a cold `run` would take seconds. */
  warmUp?(): void;
}

/** What an entry is and how it is done on a table. */
export interface Case {
  readonly bench: string;
  readonly shape: string;
  /** Floating-point operations of the work, each with its rounding. */
  readonly flops?: number;
  readonly bytes?: number;
  /** Whether the peak of multiplications and additions is what limits it. */
  readonly isLimitedByPeak?: boolean;
  /** Operands are the same on every table. */
  prepare(table: NamedTable): Work;
}

/** An entry from a case: the work is done once for the bits, then timed. */
export function entry(given: Case): Entry {
  const { bench, shape } = given;
  return { bench, shape, measure: (context) => measureCase(given, context) };
}

function measureCase(given: Case, { tables, peak, budget }: Context): Row[] {
  const works = tables.map((table) => given.prepare(table));
  const results = works.map((work) => {
    work.warmUp?.();
    work.run();
    return Float32Array.from(work.result());
  });
  const timings = measure(works, budget).map((timing, i) => scaled(timing, works[i].share));
  return tables.map(({ name }, i) => {
    const { share } = works[i];
    return {
      ...row(given, name, timings[i], timings[0], peak),
      sameBits: haveSameBits(results[i], results[0]),
      ...(share !== undefined && share !== 1 && { measuredShare: share }),
    };
  });
}

/** The row of a timing, beside that of the reference; bits are yet to be compared. */
export function row(
  { bench, shape, flops, bytes, isLimitedByPeak = false }: Omit<Case, 'prepare'>,
  kernels: KernelsName, timing: Timing, reference: Timing, peak: number | undefined,
): Row {
  const { medianUs, p10Us, spread } = timing;
  const gflops = flops === undefined ? null : flops / p10Us / 1000;
  return {
    bench, shape, kernels, medianUs, p10Us, spread, gflops,
    gbs: bytes === undefined ? null : bytes / p10Us / 1000,
    peakShare: gflops === null || peak === undefined || !isLimitedByPeak ? null : gflops / peak,
    ratioToReference: reference.p10Us / p10Us,
    sameBits: null,
  };
}

function scaled(timing: Timing, share: number = 1): Timing {
  return { ...timing, medianUs: timing.medianUs / share, p10Us: timing.p10Us / share };
}

/** Whether two results have the same bits, NaN as one class, as far as both go: one may be a part of the other. */
export function haveSameBits(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (!Object.is(a[i], b[i])) return false;
  return length > 0;
}
