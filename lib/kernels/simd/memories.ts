/**
 * Memories from the engine, and what it has refused.
 *
 * A refusal is dear: the engine first collects all garbage, some 100 ms in a browser's tab, where about a hundred
 * memories can live. So it is remembered until one of the memories made here has been collected. Until then only what
 * is at most half as large is asked for: one model too large for the machine must not keep memory from all small ones,
 * and of ever smaller ones ten at most are asked for in vain.
 * @module
 */

import type { FloatArray } from '../routines/routine.ts';
import { MAXIMUM_BYTES, memoryBytes, type Memory } from './memory.ts';

export class Memories<A extends FloatArray> {
  readonly #make: (bytes: number) => Memory<A>;
  readonly #collected = new FinalizationRegistry<undefined>(() => { this.#most = MAXIMUM_BYTES; });
  /** Larger ones are not asked for. */
  #most = MAXIMUM_BYTES;

  /** `make` throws RangeError where there is no memory with room for so many bytes. */
  constructor(make: (bytes: number) => Memory<A>) {
    this.#make = make;
  }

  /** A memory with room for so many bytes, or undefined where the engine has none to give. */
  open(bytes: number): Memory<A> | undefined {
    const size = memoryBytes(bytes);
    if (size > this.#most) return undefined;
    try {
      const memory = this.#make(bytes);
      this.#collected.register(memory.buffer, undefined);
      return memory;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#most = size / 2;
      return undefined;
    }
  }
}
