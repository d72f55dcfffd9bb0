/**
 * Where a case's operands lie: in the table's own memory or elsewhere, at the start of an array or within one.
 * @module
 */
import assert from 'node:assert/strict';
import type { Philox } from '../../lib/core/philox.ts';
import type { Kernels } from '../../lib/kernels/index.ts';
import { once, pick } from '../helpers/random.ts';

/** Elements and arrays that are reserved at a time: one block of memory serves some hundred cases. */
const BLOCK_ELEMENTS = 1 << 20;
const BLOCK_ARRAYS = 2048;
/** Up to so many elements on either side of a view hold this value, which no operand has. */
const GUARDS = 20;
const GUARD = -7654.321;

/** Hands out copies of arrays. */
export class Placement {
  readonly #table: Kernels;
  readonly #random: Philox;
  #block: Kernels;
  #elements = 0;
  #arrays = 0;

  constructor(table: Kernels, random: Philox) {
    this.#table = table;
    this.#random = random;
    this.#block = table.reserve(BLOCK_ELEMENTS, BLOCK_ARRAYS);
  }

  /** The block that now hands out memory: a table like the one given. */
  get table(): Kernels {
    return this.#block;
  }

  /** Copies of the arrays, and a check that nothing beside them was written. */
  place(
    arrays: Readonly<Record<string, Float32Array>>,
  ): { readonly views: Record<string, Float32Array>; readonly checkGuards: (what: string) => void } {
    const places = pick(this.#random, [['own'], ['own'], ['own'], ['own'], ['elsewhere'], ['own', 'elsewhere']]);
    this.#makeRoom(arrays);
    const guarded: {
      readonly name: string; readonly whole: Float32Array; readonly start: number; readonly length: number;
    }[] = [];
    const views: Record<string, Float32Array> = {};
    for (const [name, source] of Object.entries(arrays)) {
      const start = once(this.#random, 2) ? 0 : this.#random.nextBelow(GUARDS);
      const length = start + source.length + (start === 0 ? 0 : this.#random.nextBelow(GUARDS));
      const whole = pick(this.#random, places) === 'own' ? this.#allocate(length) : new Float32Array(length);
      whole.fill(GUARD);
      views[name] =
        start === 0 && whole.length === source.length ? whole : whole.subarray(start, start + source.length);
      views[name].set(source);
      guarded.push({ name, whole, start, length: source.length });
    }
    const checkGuards = (what: string): void => {
      for (const { name, whole, start, length } of guarded) {
        const guards = [...whole.subarray(0, start), ...whole.subarray(start + length)];
        assert.ok(guards.every((value) => value === Math.fround(GUARD)), `${what}: wrote beside ${name}`);
      }
    };
    return { views, checkGuards };
  }

  /** A new block where the arrays and their guards might not fit: operands of one call lie in one. */
  #makeRoom(arrays: Readonly<Record<string, Float32Array>>): void {
    for (const { length } of Object.values(arrays)) {
      this.#elements += length + 2 * GUARDS;
      this.#arrays++;
    }
    if (this.#elements <= BLOCK_ELEMENTS && this.#arrays <= BLOCK_ARRAYS) return;
    this.#block = this.#table.reserve(BLOCK_ELEMENTS, BLOCK_ARRAYS);
    this.#elements = 0;
    this.#arrays = 0;
    this.#makeRoom(arrays);
  }

  #allocate(length: number): Float32Array {
    return once(this.#random, 100) ? this.#table.allocate(length) : this.#block.allocate(length);
  }
}
