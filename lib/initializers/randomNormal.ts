import { expectFloat32Number, expectKnownOptions } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { normalInto } from '../random/index.ts';
import type { Initializer } from './initializer.ts';

export interface RandomNormalOptions {
  /** Default 0. */
  readonly mean?: number;
  /** At least 0; default 0.05, as Keras'. */
  readonly stddev?: number;
}

/**
 * Normally distributed; see `normalInto`.
 *
 * Formula: normal, mean and standard deviation as given
 * Default: mean 0, stddev 0.05
 * Source: Keras 2.2.4 (RandomNormal).
 */
export function randomNormal(options: RandomNormalOptions = {}): Initializer {
  expectKnownOptions('randomNormal', options, ['mean', 'stddev']);
  const { mean = 0, stddev = 0.05 } = options;
  expectFloat32Number('randomNormal', 'mean', mean);
  expectFloat32Number('randomNormal', 'stddev', stddev, 0);
  return madeBy('initializers/randomNormal', { mean, stddev }, (out, _shape, random) =>
    normalInto(random, out, mean, stddev));
}
