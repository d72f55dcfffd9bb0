/**
 * What a library has to offer to be timed.
 * @module
 */
import { readFileSync } from 'node:fs';
import type { Work } from './work.ts';

/** A work with its operands in place, in the form the library likes best. */
export interface Prepared {
  /** Does the work so many times; all of it is done when this returns or resolves. */
  run(times: number): void | Promise<void>;
  /**
   * What the check judges: of a step the last loss, of an inverse its first row, else the first elements of the result;
   * of the training of a layer those of y, then of the gradients by its weights, then by x.
   */
  result(): ArrayLike<number> | Promise<ArrayLike<number>>;
}

/** A library. What it does not offer stands nowhere. */
export interface Peer {
  readonly version: string;
  readonly makers: { readonly [Kind in Work['kind']]?: (work: Work) => Prepared | Promise<Prepared> };
  /** What is not quite the same in a work of its. */
  readonly notes?: { readonly [Kind in Work['kind']]?: string };
}

/** How many elements of a result are checked. */
export const CHECKED = 16;

/** `run` for work that is done when the call returns. */
export function repeat(once: () => void): Prepared['run'] {
  return (times) => { for (let i = 0; i < times; i++) once(); };
}

/** `run` for work that is done when a promise resolves; each is waited for. */
export function repeatAsync(once: () => Promise<void>): Prepared['run'] {
  return async (times) => { for (let i = 0; i < times; i++) await once(); };
}

/** The version in a package.json, given by its path from here. */
export function versionOf(directory: string): string {
  const { version } =
    JSON.parse(readFileSync(new URL(`${directory}/package.json`, import.meta.url), 'utf8')) as { version: string };
  return version;
}
