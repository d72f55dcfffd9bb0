/**
 * A thread of a team that ends by itself, without a word, while it plays scripts.
 * @module
 */

/** It meets others so many times before. */
const MEETINGS = 200;

const { store } = Atomics;
let stores = 0;
Atomics.store = ((array: Int32Array, at: number, value: number): number => {
  if (++stores === MEETINGS) process.exit(7);
  return store(array, at, value);
}) as typeof store;

await import('../../../lib/kernels/threads/main.ts');
