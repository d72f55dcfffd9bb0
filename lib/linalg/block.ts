/**
 * How the routines divide a matrix.
 * @module
 */

/** What is done element by element is at most so wide; the rest is gemm. Any other number gives the same bits. */
export const BLOCK = 32;

/** Where to divide `size` > `block`: about in the middle, after whole blocks. */
export function middle(size: number, block: number): number {
  return block * Math.ceil(size / (2 * block));
}
