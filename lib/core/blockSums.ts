/**
 * Sums of vectors, as the arithmetic contract has them: in blocks, and each block in four lanes.
 *
 * Within a block element i goes to lane i mod 4, each lane is added up from +0, and the block's sum is
 * (l₀ ⊕ l₁) ⊕ (l₂ ⊕ l₃). The sums of the blocks are added in their order, in one accumulator that starts as the first.
 * Blocks are counted by the number of the element, wherever it lies.
 * @module
 */

/** How many elements a block has; the last may have fewer. */
export const SUM_BLOCK = 4096;

const { fround } = Math;

/** The four lanes of the block that is being added up; one at a time is. */
export const lanes: Float32Array = new Float32Array(4);

/** Empties the lanes for the block of element i; where that block ends. */
export function beginBlock(i: number, n: number): number {
  lanes.fill(0);
  return Math.min(i + SUM_BLOCK, n);
}

/**
 * total ⊕ the sum of the block that ends. `total` may start from +0: no block's sum is −0, since no sum that starts
 * from +0 is.
 */
export function endBlock(total: number): number {
  return fround(total + fround(fround(lanes[0] + lanes[1]) + fround(lanes[2] + lanes[3])));
}
