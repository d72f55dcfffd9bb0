/**
 * From the caller's examples into the buffers of a plan.
 * @module
 */

import type { FloatArray, Indices, Kernels } from '../kernels/index.ts';

/** Copies rows of `source` to `out`: those that `order` lists from `first` on, or rows first, first + 1, … without it. */
export function loadRows<A extends FloatArray>(
  k: Kernels<A>, source: ArrayLike<number>, width: number, order: Indices | undefined, first: number, batch: number, out: A,
): void {
  if (!(source instanceof Float32Array)) {
    for (let r = 0; r < batch; r++) {
      const row = order === undefined ? first + r : order[first + r];
      for (let j = 0; j < width; j++) out[r * width + j] = source[row * width + j];
    }
  } else if (order !== undefined) k.loadRows(batch, width, source, order, first, out);
  else if (source.length === batch * width) out.set(source);
  else out.set(source.subarray(first * width, (first + batch) * width));
}
