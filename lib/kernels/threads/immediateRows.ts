/**
 * Rows of one call each, for calls that are made at once: what they come to is kept, since programs make the same ones
 * again and again, and writing one down takes as long as a call of some size.
 * @module
 */

import type { Call } from '../calls.ts';
import { SCRIPT_BYTES } from '../simd/memory.ts';
import { Choice } from './choice.ts';
import { Row } from './row.ts';
import type { TeamMemory } from './teamMemory.ts';
import { workOf } from './work.ts';

type A = Float32Array;

/** Words for scripts, and how many rows are kept; when either is spent, all of them make room. */
const WORDS: number = SCRIPT_BYTES / Float64Array.BYTES_PER_ELEMENT, MOST_ROWS = 256;

export class ImmediateRows {
  readonly #memory: TeamMemory;
  readonly #choice: Choice | undefined;
  readonly #rows = new Map<string, Row>();
  #used = 0;

  constructor(memory: TeamMemory) {
    this.#memory = memory;
    this.#choice = memory.isForced ? undefined : new Choice(true);
  }

  /** The row of a call. */
  rowOf(call: Call<A>): Row {
    const key = this.#keyOf(call), rows = this.#rows, known = rows.get(key);
    if (known !== undefined) return known;
    if (rows.size === MOST_ROWS || 2 * this.#used > WORDS) {
      rows.clear();
      this.#used = 0;
    }
    // Calls of a routine are timed together, since some are never made again.
    const timed = { kind: call.routine, work: workOf(call) };
    const row = new Row(this.#memory, [call], () => this.#place, this.#choice, timed);
    rows.set(key, row);
    return row;
  }

  readonly #place = (words: number): number | undefined => {
    const start = this.#memory.scripts + this.#used;
    if (this.#used + words > WORDS) return undefined;
    this.#used += words;
    return start;
  };

  /** Says all that a script depends on: a memory's addresses stay. */
  #keyOf({ routine: { name }, args }: Call<A>): string {
    const { linked: { memory } } = this.#memory;
    return [name, ...args.map((given) => (given instanceof Float32Array ? memory.addressOf(given) : given))].join(' ');
  }
}
