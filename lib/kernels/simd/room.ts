/**
 * A part of a memory, out of which arrays are given, and smaller rooms.
 *
 * What has been given stays given: its user may keep views.
 * @module
 */

import type { FloatArray } from '../routines/routine.ts';

/** Arrays and rooms begin at multiples of a cache line. */
export const ALIGNMENT_BYTES = 64;
/**
 * Bytes after each array that a kernel may read, but not write: the last vector of a row is loaded whole, and a packed
 * panel of 8 columns may begin at the last of them.
 */
export const OVERREAD_BYTES = 64;

/** Bytes for `length` elements of so many bytes in `arrays` arrays, padding included. */
export function bytesFor(length: number, arrays: number, elementBytes: number): number {
  return elementBytes * length + arrays * (ALIGNMENT_BYTES + OVERREAD_BYTES);
}

/** Makes the array of `length` elements at an address. */
type View<A> = (address: number, length: number) => A;

export class Room<A extends FloatArray> {
  readonly #view: View<A>;
  readonly #elementBytes: number;
  readonly #start: number;
  readonly #end: number;
  #top: number;

  /** From address `start`, which is aligned, to before `end`. */
  constructor(view: View<A>, elementBytes: number, start: number, end: number) {
    this.#view = view;
    this.#elementBytes = elementBytes;
    this.#start = start;
    this.#end = end;
    this.#top = start;
  }

  /** All its bytes, given or not. */
  get bytes(): number {
    return this.#end - this.#start;
  }

  /** `length` elements, zeros unless the room was cleared; undefined where they do not fit. */
  allocate(length: number): A | undefined {
    const address = this.#take(this.#elementBytes * length + OVERREAD_BYTES);
    return address === undefined ? undefined : this.#view(address, length);
  }

  /** A room of so many bytes; undefined where it does not fit. */
  part(bytes: number): Room<A> | undefined {
    const address = this.#take(bytes);
    return address === undefined ? undefined : new Room(this.#view, this.#elementBytes, address, address + bytes);
  }

  /** Takes all back, for a user who has kept no view. */
  clear(): void {
    this.#top = this.#start;
  }

  #take(bytes: number): number | undefined {
    const start = this.#top, end = start + bytes;
    if (end > this.#end) return undefined;
    this.#top = (end + ALIGNMENT_BYTES - 1) & -ALIGNMENT_BYTES; // whole numbers keep addresses out of the heap
    return start;
  }
}
