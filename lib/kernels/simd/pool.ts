/**
 * Memory that small models share: each is given a room in a memory of fixed size, with the functions linked to it.
 *
 * A memory of its own costs a model 2.6 MB of scratch, the linking of every function, and one of the hundred memories
 * that a browser's tab can have. Scratch and functions serve all models of a memory, since calls run one at a time and
 * leave nothing in the scratch that a later call reads.
 *
 * Room is never given twice, so an array stays as it is when its model is dropped. The pool holds the memory that it
 * fills; one that is full goes with the last of its models and arrays.
 * @module
 */

import type { Kernels } from '../kernels.ts';
import type { FloatArray } from '../routines/routine.ts';
import type { Room } from './room.ts';

/** Small enough that one model that is kept of many does not keep much, large enough for hundreds of small ones. */
const SHARED_BYTES = 2 ** 23;
/** What needs more has a memory of its own. At most as much is left over in one that is shared. */
export const SMALL_BYTES: number = SHARED_BYTES / 4;

/** The room of a memory, and the table over it. */
export interface Opened<A extends FloatArray> {
  readonly room: Room<A>;
  readonly table: Kernels<A>;
}

/** Opens a memory with room for so many bytes; undefined where there is none to be had. */
export type Open<A extends FloatArray> = (bytes: number) => Opened<A> | undefined;

export class Pool<A extends FloatArray> {
  readonly #open: Open<A>;
  #filling: Opened<A> | undefined;

  constructor(open: Open<A>) {
    this.#open = open;
  }

  /** A table that allocates in a room of so many bytes; undefined where there is no memory to be had. */
  reserve(bytes: number): Kernels<A> | undefined {
    if (bytes > SMALL_BYTES) return tableIn(this.#open(bytes), bytes);
    const found = tableIn(this.#filling, bytes);
    if (found !== undefined) return found;
    const opened = this.#open(SHARED_BYTES);
    if (opened !== undefined) this.#filling = opened;
    return tableIn(opened, bytes);
  }
}

/**
 * The table for a room of its own in a memory. What the room does not hold comes from the rest of the memory, then from
 * elsewhere.
 */
function tableIn<A extends FloatArray>(opened: Opened<A> | undefined, bytes: number): Kernels<A> | undefined {
  const room = opened?.room.part(bytes);
  if (opened === undefined || room === undefined) return undefined;
  return { ...opened.table, allocate: (length) => room.allocate(length) ?? opened.table.allocate(length) };
}
