import { expectFloat32Number, expectKnownOptions } from '../core/errors.ts';
import { normalInto } from '../random/index.ts';
import { drawing, type InitializerSeed } from './drawing.ts';
import type { Initializer } from './initializer.ts';

/** What {@link randomNormal} takes. */
export interface RandomNormalOptions extends InitializerSeed {
  /** The mean. Default 0. */
  readonly mean?: number;
  /** The standard deviation, at least 0; default 0.05, as Keras'. */
  readonly stddev?: number;
}

/**
 * Normally distributed; see `normalInto`.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for a mean, stddev or seed out of
 * range.
 *
 * Formula: normal, mean and standard deviation as given
 * Default: mean 0, stddev 0.05
 * Source: Keras 2.2.4 (RandomNormal).
 */
export function randomNormal(options: RandomNormalOptions = {}): Initializer {
  expectKnownOptions('randomNormal', options, ['mean', 'stddev', 'seed']);
  const { mean = 0, stddev = 0.05, seed } = options;
  expectFloat32Number('randomNormal', 'mean', mean);
  expectFloat32Number('randomNormal', 'stddev', stddev, 0);
  return drawing('randomNormal', { mean, stddev }, seed, (out, _shape, random) =>
    normalInto(random, out, mean, stddev));
}
