/**
 * Seeded operands, in the memory of a table.
 * @module
 */
import type { Kernels } from '../lib/kernels/index.ts';
import { uniform } from '../lib/random/index.ts';

/** A prime, so that no two rows of a matrix are equal. */
const POOL = 65521;
const STRIDE = 7919;
const pool = uniform({ seed: 1, length: POOL, low: 0, high: 1 });

/** Fills `out` with numbers from [low, high): for one seed always the same, repeated after 65521. */
export function fill(out: Float32Array, seed: number, low: number = -1, high: number = 1): Float32Array {
  const first = (seed * STRIDE) % POOL;
  for (let i = 0; i < out.length; i++) out[i] = low + (high - low) * pool[(first + i) % POOL];
  return out;
}

/** Arrays of these lengths in one block of a table's memory, as a model has them, filled from [−1, 1). */
export function operands(
  k: Kernels, ...lengths: readonly number[]
): { readonly k: Kernels; readonly arrays: readonly Float32Array[] } {
  const own = k.reserve(lengths.reduce((sum, length) => sum + length, 0), lengths.length);
  return { k: own, arrays: lengths.map((length, seed) => fill(own.allocate(length), seed)) };
}
