import { expectFloat32Number, expectKnownOptions } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { truncatedNormalInto } from '../random/index.ts';
import type { Initializer } from './initializer.ts';

export interface TruncatedNormalOptions {
  /** Default 0. */
  readonly mean?: number;
  /** At least 0; default 0.05, as Keras'. It is that before cutting off: of the values it is 0.88 times that. */
  readonly stddev?: number;
}

/**
 * Normally distributed, what lies too far out being drawn again; see `truncatedNormalInto`.
 *
 * Formula: normal, cut off at two standard deviations from the mean
 * Default: mean 0, stddev 0.05 before cutting off
 * Source: Keras 2.2.4 (TruncatedNormal).
 */
export function truncatedNormal(options: TruncatedNormalOptions = {}): Initializer {
  expectKnownOptions('truncatedNormal', options, ['mean', 'stddev']);
  const { mean = 0, stddev = 0.05 } = options;
  expectFloat32Number('truncatedNormal', 'mean', mean);
  expectFloat32Number('truncatedNormal', 'stddev', stddev, 0);
  return madeBy('initializers/truncatedNormal', { mean, stddev }, (out, _shape, random) =>
    truncatedNormalInto(random, out, mean, stddev));
}
