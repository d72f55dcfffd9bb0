/**
 * Rows of the caller's data, in the order of a list.
 * @module
 */

import type { FloatArray } from './routines/routine.ts';

/** Row numbers, as `loadRows` takes them. */
export type Indices = Int32Array | Uint32Array;

/** See {@link Kernels.loadRows}: the same for every table. */
export function loadRows(
  count: number, width: number, source: Float32Array, indices: Indices, first: number, out: FloatArray,
): void {
  for (let r = 0; r < count; r++) {
    const from = indices[first + r] * width;
    if (width === 1) out[r] = source[from];
    else out.set(source.subarray(from, from + width), r * width);
  }
}
