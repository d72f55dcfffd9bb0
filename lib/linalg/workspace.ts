/**
 * Where the doors work: one array of a table, kept from call to call.
 * @module
 */

import { defaultFloat64Kernels, defaultKernels, type FloatArray, type Kernels } from '../kernels/index.ts';
import { isSingle } from './precision.ts';

/** A table and an array of its own memory; what the array holds is anybody's. */
export interface Workspace<A extends FloatArray> {
  readonly k: Kernels<A>;
  readonly array: A;
}

/** What is made at first, and the most that is kept: 256 KiB and 32 MiB of binary32. */
const FEWEST_ELEMENTS = 2 ** 16;
const MOST_KEPT_ELEMENTS = 2 ** 23;

/** The workspaces of one precision. No door calls another while it uses one. */
class Keeper<A extends FloatArray> {
  readonly #table: () => Kernels<A>;
  #kept: Workspace<A> | undefined;

  constructor(table: () => Kernels<A>) {
    this.#table = table;
  }

  take(length: number): Workspace<A> {
    if (this.#kept !== undefined && this.#kept.array.length >= length) return this.#kept;
    const isKept = length <= MOST_KEPT_ELEMENTS;
    const room = isKept ? Math.min(MOST_KEPT_ELEMENTS, Math.max(FEWEST_ELEMENTS, 2 * length)) : length;
    const k = this.#table().reserve(room, 1), made = { k, array: k.allocate(room) };
    if (isKept) this.#kept = made;
    return made;
  }
}

const single = new Keeper(defaultKernels), double = new Keeper(defaultFloat64Kernels);

/**
 * A workspace of the precision of `like`, with room for `length` elements: on the default table of it.
 */
export function workspace<A extends FloatArray>(like: A, length: number): Workspace<A> {
  return (isSingle(like) ? single : double).take(length) as Workspace<A>;
}

/** A new array of the precision of `like`. */
export function zeros<A extends FloatArray>(like: A, length: number): A {
  return (isSingle(like) ? new Float32Array(length) : new Float64Array(length)) as A;
}
