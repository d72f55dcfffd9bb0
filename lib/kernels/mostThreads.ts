/**
 * How many threads a table may have.
 * @module
 */

/** More threads are no use anywhere. */
export const MOST_THREADS = 64;
