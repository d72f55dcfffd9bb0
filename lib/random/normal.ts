/**
 * Normally distributed numbers.
 * @module
 */

import { expectFloat32Number, expectKnownOptions } from '../core/errors.ts';
import { cos64, log64, sin64 } from '../core/float64.ts';
import type { Philox } from '../core/philox.ts';
import { expectDrawInto, openDraw, type DrawOptions } from './draw.ts';

const TWO_PI = 6.283185307179586;
/** One step of the stream's floats: u + STEP is in (0, 1], where the logarithm is finite. */
const STEP = 5.960464477539063e-8;

/** RangeError or TypeError unless the mean is finite, and the standard deviation finite and at least 0. */
export function expectMoments(who: string, mean: unknown, standardDeviation: unknown): void {
  expectFloat32Number(who, 'mean', mean);
  expectFloat32Number(who, 'standardDeviation', standardDeviation, 0);
}

/** Writes two independent standard normal numbers, in binary64, made of u and v in [0, 1) as `normalInto` says. */
export function boxMuller(u: number, v: number, pair: Float64Array): void {
  const r = Math.sqrt(-2 * log64(u + STEP));
  const angle = TWO_PI * v;
  pair[0] = r * cos64(angle);
  pair[1] = r * sin64(angle);
}

/**
 * Fills `out` with normally distributed numbers, two from each pair of the stream's floats u, v:
 *
 *     r = √(−2·log(u + 2⁻²⁴)),  mean + standardDeviation·(r·cos(2πv)),  mean + standardDeviation·(r·sin(2πv))
 *
 * in binary64, rounded once to binary32. An odd last element takes the cosine; its sine is dropped. No value lies
 * farther than 5.77 standard deviations from the mean. Throws as `normal`, and TypeError for what is no Philox or
 * no Float32Array.
 * Source: Box and Muller, "A note on the generation of random normal deviates", Ann. Math. Stat. 29(2), 1958.
 */
export function normalInto(random: Philox, out: Float32Array, mean: number, standardDeviation: number): void {
  expectDrawInto('normalInto', random, out);
  expectMoments('normalInto', mean, standardDeviation);
  const pair = new Float64Array(2);
  for (let i = 0; i < out.length; i += 2) {
    boxMuller(random.nextFloat(), random.nextFloat(), pair);
    out[i] = mean + standardDeviation * pair[0];
    out[i + 1] = mean + standardDeviation * pair[1]; // past an odd end a typed array takes nothing
  }
}

/** What {@link normal} takes. */
export interface NormalOptions extends DrawOptions {
  /** 0 by default. */
  readonly mean?: number;
  /** At least 0; 1 by default. */
  readonly standardDeviation?: number;
}

/**
 * New normally distributed numbers, as `normalInto` makes them.
 *
 *     normal({ seed: 7, length: 1000, standardDeviation: 0.05 })
 *
 * Throws RangeError for a mean that is not finite or a standardDeviation that is not or is below 0, TypeError for
 * an unknown option.
 */
export function normal(options: NormalOptions): Float32Array {
  expectKnownOptions('normal', options, ['seed', 'stream', 'length', 'mean', 'standardDeviation']);
  const { mean = 0, standardDeviation = 1 } = options;
  expectMoments('normal', mean, standardDeviation);
  const { random, out } = openDraw('normal', options);
  normalInto(random, out, mean, standardDeviation);
  return out;
}
