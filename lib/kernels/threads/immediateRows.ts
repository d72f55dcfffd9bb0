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

/** Words for scripts, which are written in a ring, and how many rows are kept: the oldest make room. */
const WORDS: number = SCRIPT_BYTES / Float64Array.BYTES_PER_ELEMENT, MOST_ROWS = 1024;

/** A row, and where its script begins, in words of all that were ever written; undefined before it has any. */
interface Written {
  readonly row: Row;
  start?: number;
}

export class ImmediateRows {
  readonly #memory: TeamMemory;
  readonly #choice: Choice | undefined;
  readonly #rows = new Map<string, Written>();
  #end = 0;

  constructor(memory: TeamMemory) {
    this.#memory = memory;
    this.#choice = memory.isForced ? undefined : new Choice(true);
  }

  /** The row of a call; undefined where an operand lies elsewhere: then it is for one thread, and is not to be held. */
  rowOf(call: Call<A>): Row | undefined {
    const key = this.#keyOf(call), rows = this.#rows;
    if (key === undefined) return undefined;
    const known = rows.get(key);
    if (known !== undefined && this.#end - (known.start ?? Infinity) <= WORDS) return known.row;
    rows.delete(key);
    const [oldest] = rows.keys();
    if (rows.size === MOST_ROWS) rows.delete(oldest);
    const place = (words: number): number | undefined => {
      if (words > WORDS) return undefined;
      const left = WORDS - (this.#end % WORDS);
      made.start = this.#end + (words > left ? left : 0);
      this.#end = made.start + words;
      return this.#memory.scripts + (made.start % WORDS);
    };
    // Calls of a routine are timed together, since some are never made again.
    const timed = { kind: call.routine, work: workOf(call) };
    const made: Written = { row: new Row(this.#memory, [call], () => place, this.#choice, timed) };
    rows.set(key, made);
    return made.row;
  }

  /** Says all that a script depends on: a memory's addresses stay. */
  #keyOf({ routine: { name }, args }: Call<A>): string | undefined {
    const { linked: { memory } } = this.#memory;
    let key = name;
    for (const given of args) {
      const told = given instanceof Float32Array ? memory.addressOf(given) : given;
      if (told !== given && Number(told) < 0) return undefined;
      key += ` ${Object.is(told, -0) ? '-0' : String(told)}`; // a text has −0 as 0
    }
    return key;
  }
}
