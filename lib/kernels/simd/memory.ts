/**
 * One WebAssembly memory of fixed size, and where in it each array lies.
 *
 * It never grows, so no view of it is ever detached, and it is freed with the arrays that were handed out: nothing else
 * holds on to it.
 * @module
 */

import { rangeError } from '../../core/errors.ts';
import { webAssembly, type WebAssemblyMemory } from '../../core/platform.ts';

const PAGE_BYTES = 65536;
/** Arrays begin at multiples of a cache line. */
export const ALIGNMENT_BYTES = 64;
/**
 * Bytes after each array that a kernel may read, but not write: the last vector of a row is loaded whole, and a packed
 * panel of 8 columns may begin at the last of them.
 */
const OVERREAD_BYTES = 64;

/**
 * What the kernels keep for themselves at the start of each memory: first byte and length of each part. No array is there, so
 * no array has address 0.
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

const SCRATCH_BYTES = SCRATCH.packedB.start + SCRATCH.packedB.bytes + ALIGNMENT_BYTES;
/** Addresses stay below 2³¹, so that they are the same signed and unsigned. */
const MAXIMUM_BYTES = 2 ** 31 - PAGE_BYTES;

/** Bytes for `length` elements in `arrays` arrays, padding included. */
export function bytesFor(length: number, arrays: number): number {
  return 4 * length + arrays * (ALIGNMENT_BYTES + OVERREAD_BYTES);
}

export class Memory {
  readonly memory: WebAssemblyMemory;
  readonly buffer: ArrayBufferLike;
  readonly bytes: number;
  /** Where the scalars of the program that runs are written. */
  readonly scalars: Float32Array;
  readonly #addresses = new WeakMap<Float32Array, number>();
  #top = SCRATCH_BYTES;

  /** Throws RangeError where the engine has no such memory to give. */
  constructor(bytes: number) {
    const api = webAssembly();
    const pages = Math.ceil((SCRATCH_BYTES + bytes + OVERREAD_BYTES) / PAGE_BYTES);
    if (api === undefined || pages * PAGE_BYTES > MAXIMUM_BYTES) throw rangeError(`memory: bytes must be at most ${MAXIMUM_BYTES}, got ${bytes}`);
    this.memory = new api.Memory({ initial: pages, maximum: pages });
    this.buffer = this.memory.buffer;
    this.bytes = pages * PAGE_BYTES;
    this.scalars = new Float32Array(this.buffer, SCRATCH.scalars.start, SCRATCH.scalars.bytes / 4);
  }

  /** Bytes for arrays in all. */
  get capacity(): number {
    return this.bytes - SCRATCH_BYTES;
  }

  /** Takes all arrays back; their views must not be used any more. */
  clear(): void {
    this.#top = SCRATCH_BYTES;
  }

  /** `length` elements, zeros unless the memory was cleared; undefined if there is no room. */
  allocate(length: number): Float32Array | undefined {
    const start = this.#top;
    const end = start + bytesFor(length, 1);
    if (end > this.bytes) return undefined;
    this.#top = (end - 1) & -ALIGNMENT_BYTES; // what bytesFor adds suffices; whole numbers keep addresses out of the heap
    const array = new Float32Array(this.buffer, start, length);
    this.#addresses.set(array, start);
    return array;
  }

  /** The address of an array's first element; −1 if it lies elsewhere. */
  addressOf(array: Float32Array): number {
    const known = this.#addresses.get(array);
    if (known !== undefined) return known;
    const address = array.buffer === this.buffer ? array.byteOffset : -1;
    this.#addresses.set(array, address);
    return address;
  }
}
