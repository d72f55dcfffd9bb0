/**
 * Normally distributed numbers, none far from the mean.
 * @module
 */

import type { Philox } from '../core/philox.ts';
import { expectDrawInto } from './draw.ts';
import { boxMuller, expectMoments } from './normal.ts';

/** In standard deviations. */
const LIMIT = 2;

/**
 * Fills `out` with normally distributed numbers at most two standard deviations from the mean: those that `normalInto`
 * would make one after the other, without the ones that lie farther away. About 2.2 words of the stream a number.
 * Throws as `normalInto`.
 */
export function truncatedNormalInto(random: Philox, out: Float32Array, mean: number, standardDeviation: number): void {
  expectDrawInto('truncatedNormalInto', random, out);
  expectMoments('truncatedNormalInto', mean, standardDeviation);
  const pair = new Float64Array(2);
  let filled = 0;
  while (filled < out.length) {
    boxMuller(random.nextFloat(), random.nextFloat(), pair);
    for (const value of pair) {
      if (Math.abs(value) <= LIMIT && filled < out.length) out[filled++] = mean + standardDeviation * value;
    }
  }
}
