/**
 * What an engine told, beside what was expected.
 * @module
 */
import { EVERY, type Outcome, type Way } from '../../tests/engines/train.ts';
import type { Hashes } from './expected.ts';

/** What came of an engine's trainings in one way. */
export interface Tally {
  readonly equal: number;
  /** How many were compared. */
  readonly compared: number;
  /** Trainings that cannot be split. */
  readonly whole: number;
  /** One line for each training that differs or failed, of its first difference. */
  readonly differences: readonly string[];
}

export function inWords({ kernels, split }: Way): string {
  return `${kernels === 'simd' ? 'SIMD' : 'reference'}${split ? ', batches split' : ''}`;
}

/** Counts outcomes of one engine and one way; each of `names` must have one. */
export function compare(
  engine: string, names: readonly string[], outcomes: readonly Outcome[], expected: Hashes,
): Tally {
  let equal = 0, compared = 0, whole = 0;
  const came = new Set(outcomes.map(({ name }) => name)), missing = names.filter((name) => !came.has(name));
  const differences = missing.map((name) => `${name}, ${engine}: nothing came of it`);
  for (const { name, hashes, error, ...outcome } of outcomes) {
    if (outcome.whole) {
      whole++;
      continue;
    }
    const where = `${name}, ${engine}, ${inWords(outcome)}`, wanted = expected[name];
    compared += wanted?.length ?? 1;
    if (hashes === undefined || wanted === undefined) {
      differences.push(`${where}: ${error ?? 'nothing is recorded of it; same-bits --record does that'}`);
      continue;
    }
    const isEqual = wanted.map((hash, i) => hash === hashes[i]), first = isEqual.indexOf(false);
    equal += isEqual.filter(Boolean).length;
    if (first < 0) continue;
    const step = (first + 1) * EVERY;
    differences.push(`${where}, step ${step}: expected ${wanted[first]}, got ${hashes[first] ?? 'none'}`);
  }
  return { equal, compared, whole, differences };
}
