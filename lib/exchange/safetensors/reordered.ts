/**
 * Tensors in another order of blocks.
 * @module
 */

/** Equal blocks, one after the other, in the order `blocks`. */
export function reordered(values: Float32Array, blocks: readonly number[]): Float32Array {
  const size = values.length / blocks.length, out = new Float32Array(values.length);
  blocks.forEach((block, i) => out.set(values.subarray(block * size, (block + 1) * size), i * size));
  return out;
}
