/**
 * How much is shown, and where.
 * @module
 */

import { show, typeError } from '../core/errors.ts';
import { standardOutput } from '../core/platform.ts';

/**
 * 0: nothing. 1, or 'auto': a bar with the time left, on a terminal; elsewhere as 2. 2: a line at the end, of `fit` one
 * an epoch. Text goes to standard output, or where there is none, as in browsers, to the console.
 */
export type Verbose = 0 | 1 | 2 | 'auto';

/** Where and how to show; undefined for nowhere. */
export interface Display {
  readonly write: (text: string) => void;
  /** Whether a bar can be drawn over. */
  readonly live: boolean;
  /** How wide it may be. */
  readonly columns?: number | undefined;
}

/** What `verbose` asks for. Throws TypeError for what it cannot be. */
export function toDisplay(who: string, verbose: unknown = 0): Display | undefined {
  if (verbose === 0) return undefined;
  if (verbose !== 1 && verbose !== 2 && verbose !== 'auto') {
    throw typeError(`${who}: verbose must be 0, 1, 2 or 'auto', got ${show(verbose)}`);
  }
  const { write, isTerminal, columns } = standardOutput();
  return { write, live: isTerminal && verbose !== 2, columns };
}
