/**
 * One WebAssembly memory of fixed size, where in it each array lies, and the functions that its tapes call.
 *
 * It never grows, so no view of it is ever detached.
 * @module
 */

import { StateError } from '../../core/errors.ts';
import { webAssembly, type WebAssemblyMemory, type WebAssemblyTable } from '../../core/platform.ts';
import type { FloatArray } from '../routines/routine.ts';
import type { Lanes } from './lanes.ts';
import { ALIGNMENT_BYTES, OVERREAD_BYTES, Room } from './room.ts';

const PAGE_BYTES = 65536;
/**
 * What the kernels keep for themselves at the start of each memory: first byte and length of each part. No array is
 * there, so no array has address 0.
 */
export const SCRATCH = {
  /** Scalars of the program that runs. */
  scalars: { start: 64, bytes: 960 },
  /** Sums of the rows that are worked on. */
  sums: { start: 1024, bytes: 1024 },
  /** Columns of C that do not fill a panel. */
  columns: { start: 2048, bytes: 14336 },
  /** gemm's packed blocks of A and B. */
  packedA: { start: 16384, bytes: 524288 },
  packedB: { start: 540672, bytes: 2097152 },
} as const;

/** Bytes from the scratch of one thread to that of the next. */
export const SCRATCH_BYTES: number = SCRATCH.packedB.start + SCRATCH.packedB.bytes + ALIGNMENT_BYTES;
/** Bytes behind the scratches of several threads for what they play at once and then no more. */
export const SCRIPT_BYTES: number = 2 ** 18;
/** Addresses stay below 2³¹, so that they are the same signed and unsigned. */
export const MAXIMUM_BYTES: number = 2 ** 31 - PAGE_BYTES;

/** Bytes of the memory that has room for so many; it may have {@link MAXIMUM_BYTES}. */
export function memoryBytes(bytes: number, threads: number = 1): number {
  return Math.ceil((ownBytes(threads) + bytes + OVERREAD_BYTES) / PAGE_BYTES) * PAGE_BYTES;
}

/** Bytes of what the kernels keep for themselves. */
function ownBytes(threads: number): number {
  return threads * SCRATCH_BYTES + (threads > 1 ? SCRIPT_BYTES : 0);
}

export class Memory<A extends FloatArray = FloatArray> {
  /** Of which numbers its arrays are. */
  readonly lanes: Lanes<A>;
  readonly memory: WebAssemblyMemory;
  readonly buffer: ArrayBufferLike;
  /** All that is no scratch. */
  readonly room: Room<A>;
  /** Where the scalars of the program that runs are written. */
  readonly scalars: Float32Array;
  /** All of it, as bytes, as whole numbers of 32 bits and as binary32. */
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly floats: Float32Array;
  /** The functions that tapes call, by their places. They stay as long as the memory. */
  readonly table: WebAssemblyTable;
  readonly #addresses = new WeakMap<FloatArray, number>();
  readonly #places = new Map<unknown, number>();

  /**
   * A memory with room for so many bytes; shared where there are several threads, each of which has a scratch of its
   * own. Throws RangeError where the engine has none to give.
   */
  constructor(bytes: number, lanes: Lanes<A>, threads: number = 1) {
    const api = webAssembly(), size = memoryBytes(bytes, threads), pages = size / PAGE_BYTES;
    if (api === undefined) throw new StateError('memory: WebAssembly must be present, got an engine without it');
    this.lanes = lanes;
    this.memory = new api.Memory({ initial: pages, maximum: pages, shared: threads > 1 });
    this.table = new api.Table({ element: 'anyfunc', initial: 0 });
    this.buffer = this.memory.buffer;
    this.room = new Room((address, length) => this.#view(address, length), lanes.bytes, ownBytes(threads), size);
    this.bytes = new Uint8Array(this.buffer);
    this.words = new Int32Array(this.buffer);
    this.floats = new Float32Array(this.buffer);
    this.scalars = new Float32Array(this.buffer, SCRATCH.scalars.start, SCRATCH.scalars.bytes / 4);
  }

  /** The address of an array's first element; −1 if it lies elsewhere. */
  addressOf(array: FloatArray): number {
    const known = this.#addresses.get(array);
    if (known !== undefined) return known;
    const address = array.buffer === this.buffer ? array.byteOffset : -1;
    this.#addresses.set(array, address);
    return address;
  }

  /** The place in the table of an exported function, or of one that stands for it. */
  placeOf(f: (...args: readonly number[]) => unknown): number {
    const known = this.#places.get(f);
    if (known !== undefined) return known;
    const place = this.table.grow(1);
    this.table.set(place, f);
    this.#places.set(f, place);
    return place;
  }

  /** Gives the place of a function to another that stands for it. */
  substitute(f: (...args: readonly number[]) => unknown, by: (...args: readonly number[]) => unknown): void {
    this.#places.set(by, this.placeOf(f));
  }

  #view(address: number, length: number): A {
    const array = new this.lanes.Array(this.buffer, address, length);
    this.#addresses.set(array, address);
    return array;
  }
}
