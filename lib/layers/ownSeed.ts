/**
 * Noise that a layer draws by a seed of its own.
 * @module
 */

import { expectInteger } from '../core/errors.ts';
import type { Moment } from '../kernels/index.ts';

export interface SeedOption {
  /**
   * A seed of its own, from 0 to 2⁵³ − 1: noise is then that of call 0 of a model of that seed, wherever the layer
   * stands, and layers of equal seeds draw the same. Default the model's, with the number of the call.
   */
  readonly seed?: number;
}

/** Throws RangeError or TypeError for what is no seed; undefined is none. */
export function toSeed(who: string, { seed }: SeedOption): number | undefined {
  if (seed !== undefined) expectInteger(who, 'seed', seed);
  return seed;
}

/** By whose seed, and as which call, a layer draws. */
export function originOf(seed: number | undefined, moment: Moment, number: number): readonly [Moment, number] {
  return seed === undefined ? [moment, number] : [{ ...moment, seed }, 0];
}
