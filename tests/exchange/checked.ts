/**
 * What other libraries have been seen to predict of the files that are written here: npm run test:exchange -- --record.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A case by its name, the SHA-256 of what is written, and how far the library's predictions are from ours. */
export type Row = readonly [id: string, sha256: string, difference: number];

export interface Checked {
  /** By the name of each library. */
  readonly [library: string]: { readonly version: string; readonly cases: readonly Row[] };
}

export const CHECKED: URL = new URL('../vectors/exchange/checked.json', import.meta.url);

export function readChecked(): Checked {
  return JSON.parse(readFileSync(CHECKED, 'utf8')) as Checked;
}

/** Of the largest value: some units in the last place of binary32. */
export const TOLERANCE = 2e-6;

/** The largest difference, over the largest value or 1. */
export function nearness(wanted: ArrayLike<number>, got: ArrayLike<number>): number {
  if (wanted.length !== got.length) return Infinity;
  const values = Array.from(wanted);
  const largest = values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 1);
  return values.reduce((worst, value, i) => {
    const share = Object.is(value, got[i]) ? 0 : Math.abs(value - got[i]) / largest;
    return Number.isNaN(share) ? Infinity : Math.max(worst, share);
  }, 0);
}

/** Of all parts of a file, by their names. */
export function sha256Of(files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const [name, bytes] of files) hash.update(`${name} ${bytes.length}\n`).update(bytes);
  return hash.digest('hex');
}
