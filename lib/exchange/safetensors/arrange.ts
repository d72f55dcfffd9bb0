/**
 * Tensors in another order of axes or of blocks.
 * @module
 */

import type { Shape } from '../../core/shape.ts';

/** The elements of a tensor of that shape, its axes in the order `axes`: numpy's transpose, laid out anew. */
export function permuted(values: Float32Array, shape: Shape, axes: readonly number[]): Float32Array {
  const steps = shape.map((_, axis) => shape.slice(axis + 1).reduce((size, length) => size * length, 1));
  const lengths = axes.map((axis) => shape[axis]), moves = axes.map((axis) => steps[axis]);
  const out = new Float32Array(values.length), at = axes.map(() => 0);
  for (let i = 0, from = 0; i < out.length; i++) {
    out[i] = values[from];
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      from += moves[axis];
      if (++at[axis] < lengths[axis]) break;
      from -= moves[axis] * lengths[axis];
      at[axis] = 0;
    }
  }
  return out;
}

/** Equal blocks, one after the other, in the order `blocks`. */
export function reordered(values: Float32Array, blocks: readonly number[]): Float32Array {
  const size = values.length / blocks.length, out = new Float32Array(values.length);
  blocks.forEach((block, i) => out.set(values.subarray(block * size, (block + 1) * size), i * size));
  return out;
}
