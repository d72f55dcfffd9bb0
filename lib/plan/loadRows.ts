/**
 * From the caller's examples into the buffers of a plan.
 * @module
 */

import { ScaledBytes } from '../core/scaledBytes.ts';
import type { FloatArray, Indices, Kernels } from '../kernels/index.ts';

/** From so many elements on, the engine's own copy is faster than a loop. */
const LONG = 64;

/**
 * Copies rows of `source` to `out`: those that `order` lists from `first` on, or rows first, first + 1, … without it.
 */
export function loadRows<A extends FloatArray>(
  k: Kernels<A>, source: ArrayLike<number> | ScaledBytes, width: number, order: Indices | undefined, first: number,
  batch: number, out: A,
): void {
  const start = first * width, length = batch * width;
  if (source instanceof ScaledBytes) k.loadRows(batch, width, source, order, first, out);
  else if (!(source instanceof Float32Array)) {
    for (let r = 0; r < batch; r++) {
      const row = order === undefined ? first + r : order[first + r];
      for (let j = 0; j < width; j++) out[r * width + j] = source[row * width + j];
    }
  } else if (order !== undefined) k.loadRows(batch, width, source, order, first, out);
  else if (length < LONG) for (let i = 0; i < length; i++) out[i] = source[start + i];
  else out.set(source.length === length ? source : source.subarray(start, start + length));
}
