/**
 * Runs on disk, to compare with.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Row } from './entry.ts';

/** A run as `--save` writes it. */
export interface Run {
  readonly machine: string;
  readonly node: string;
  /** GFLOP/s, quiet. */
  readonly peak: number | null;
  readonly rows: readonly Row[];
}

export function save(file: string, run: Run): void {
  writeFileSync(file, `${JSON.stringify(run, undefined, 1)}\n`);
}

/** Reads a run. Throws an Error with one line for a file that is none. */
export function load(file: string): Run {
  const run: unknown = parse(readFileSync(file, 'utf8'), file);
  if (!isRun(run)) throw new Error(`--compare: ${file} must be a file that --save wrote`);
  return run;
}

/** The row with how many times as fast it is as it was in `run`; as it is where it was not there. */
export function comparedWith(run: Run, row: Row): Row {
  const before = run.rows.find(({ bench, shape, kernels }) =>
    bench === row.bench && shape === row.shape && kernels === row.kernels);
  return typeof before?.p10Us === 'number' && row.p10Us !== null
    ? { ...row, ratioToEarlier: before.p10Us / row.p10Us }
    : row;
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`--compare: ${file} must hold JSON`);
  }
}

function isRun(value: unknown): value is Run {
  return typeof value === 'object' && value !== null && 'rows' in value && Array.isArray(value.rows)
    && 'machine' in value && 'node' in value;
}
