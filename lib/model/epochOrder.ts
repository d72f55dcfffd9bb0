/**
 * In which order an epoch takes its examples.
 * @module
 */

import { Philox } from '../core/philox.ts';
import type { Indices } from '../kernels/index.ts';
import { Purpose, shuffleInto, stream } from '../random/index.ts';

/** The order of an epoch's examples: a function of the seed and of how many epochs were begun before it. */
export function epochOrder(
  count: number, batchSize: number, shuffle: boolean | 'batch', seed: number, begun: number,
): Indices | undefined {
  if (shuffle === false) return undefined;
  const random = new Philox(seed, stream(Purpose.shuffle, begun));
  if (shuffle === true) {
    const order = ascending(count);
    shuffleInto(random, order);
    return order;
  }
  const whole = Math.floor(count / batchSize);
  const batches = ascending(whole);
  shuffleInto(random, batches);
  return Uint32Array.from({ length: count }, (_, i) =>
    (i < whole * batchSize ? batches[Math.floor(i / batchSize)] * batchSize + (i % batchSize) : i));
}

/** 0, 1, 2, … */
function ascending(count: number): Uint32Array {
  const numbers = new Uint32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = i;
  return numbers;
}
