/**
 * What the bench and a library's process say to each other: a JSON object a line. The process speaks first.
 * @module
 */
import type { Work } from './work.ts';

export type Request =
  | { readonly command: 'prepare'; readonly work: Work }
  | /** First `before` runs that bring caches back to this library, then the timed ones. */
  { readonly command: 'sample'; readonly before: number; readonly times: number };

/** The library is there. */
export interface Hello {
  readonly version: string;
  /** Kinds of work it offers. */
  readonly kinds: readonly string[];
  readonly notes: Readonly<Record<string, string>>;
}

/** Operands are in place, and all is warm. */
export interface Ready {
  /** Results after the first run and after the warm-up. */
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** One run, in microseconds, when warm. */
  readonly us: number;
}

/** What one run took in a sample, in microseconds. */
export interface Sample {
  readonly us: number;
}

export interface Failure {
  readonly error: string;
}
