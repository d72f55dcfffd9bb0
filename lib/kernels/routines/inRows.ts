/**
 * Where the rows of an array lie that a formula works on.
 * @module
 */

/**
 * An array, where its first row starts, and elements from one row to the next: 0 where all rows are one. 'spread': it
 * has one element a row, which stands for all columns; such an array is only read.
 */
export type InRows<A> = readonly [array: A, offset: number, step: number, spread?: 'spread'];

/** The position in its array of what stands in row i, column j. */
export function placeInRow([, offset, step, spread]: InRows<unknown>, i: number, j: number): number {
  return offset + i * step + (spread === undefined ? j : 0);
}
