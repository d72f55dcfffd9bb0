/**
 * Initializers that draw, from the model's streams or by a seed of their own.
 * @module
 */

import { expectInteger, expectKnownOptions } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { Philox, Purpose, stream } from '../random/index.ts';
import type { Initializer } from './initializer.ts';

/** The option of every initializer that draws. */
export interface InitializerSeed {
  /**
   * A seed of its own, from 0 to 2⁵³ − 1: values are then those that the first tensor of a model of that seed has,
   * whatever tensor it is for. Default the model's, with a stream for each tensor.
   */
  readonly seed?: number;
}

/** What `maker` makes of options and a seed. Throws RangeError or TypeError for what is no seed. */
export function drawing(maker: string, options: object, seed: number | undefined, fill: Initializer): Initializer {
  if (seed === undefined) return madeBy(`initializers/${maker}`, options, fill);
  expectInteger(maker, 'seed', seed);
  return madeBy(`initializers/${maker}`, { ...options, seed }, (out, shape) => {
    fill(out, shape, new Philox(seed, stream(Purpose.initialize, 0)));
  });
}

/** A maker of an initializer without options but the seed. */
export function drawingAs(maker: string, fill: Initializer): (options?: InitializerSeed) => Initializer {
  return (options = {}) => {
    expectKnownOptions(maker, options, ['seed']);
    return drawing(maker, {}, options.seed, fill);
  };
}
