/**
 * Where a case's operands lie: in the table's own memory or elsewhere, at the start of an array or within one.
 * @module
 */
import assert from 'node:assert/strict';
import type { Philox } from '../../lib/core/philox.ts';
import type { Kernels } from '../../lib/kernels/index.ts';
import { once, pick } from '../helpers/random.ts';

/** Elements and arrays that are reserved at a time: one block of memory serves some hundred cases. */
const BLOCK_ELEMENTS = 1 << 19;
const BLOCK_ARRAYS = 2048;
/** What lies on either side of a view; no operand has this value. */
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
  place(arrays: Readonly<Record<string, Float32Array>>): { readonly views: Record<string, Float32Array>; readonly checkGuards: (what: string) => void } {
    const places = pick(this.#random, [['own'], ['own'], ['elsewhere'], ['own', 'elsewhere']]);
    const guarded: { readonly name: string; readonly whole: Float32Array; readonly start: number; readonly length: number }[] = [];
    const views: Record<string, Float32Array> = {};
    for (const [name, source] of Object.entries(arrays)) {
      const start = once(this.#random, 2) ? 0 : this.#random.nextBelow(20);
      const length = start + source.length + (start === 0 ? 0 : this.#random.nextBelow(9));
      const whole = pick(this.#random, places) === 'own' ? this.#allocate(length) : new Float32Array(length);
      whole.fill(GUARD);
      views[name] = start === 0 && whole.length === source.length ? whole : whole.subarray(start, start + source.length);
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

  #allocate(length: number): Float32Array {
    if (once(this.#random, 200)) return this.#table.allocate(length);
    if (this.#elements + length > BLOCK_ELEMENTS || this.#arrays === BLOCK_ARRAYS) {
      this.#block = this.#table.reserve(BLOCK_ELEMENTS, BLOCK_ARRAYS);
      this.#elements = 0;
      this.#arrays = 0;
    }
    this.#elements += length;
    this.#arrays++;
    return this.#block.allocate(length);
  }
}
