import { expectFloat32Number, expectKnownOptions } from '../core/errors.ts';
import { truncatedNormalInto } from '../random/index.ts';
import { drawing, type InitializerSeed } from './drawing.ts';
import type { Initializer } from './initializer.ts';

/** What {@link truncatedNormal} takes. */
export interface TruncatedNormalOptions extends InitializerSeed {
  /** The mean. Default 0. */
  readonly mean?: number;
  /** At least 0; default 0.05, as Keras'. It is that before cutting off: of the values it is 0.88 times that. */
  readonly stddev?: number;
}

/**
 * Normally distributed, what lies too far out being drawn again; see `truncatedNormalInto`.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for a mean, stddev or seed out of
 * range.
 *
 * Formula: normal, cut off at two standard deviations from the mean
 * Default: mean 0, stddev 0.05 before cutting off
 * Source: Keras 2.2.4 (TruncatedNormal).
 */
export function truncatedNormal(options: TruncatedNormalOptions = {}): Initializer {
  expectKnownOptions('truncatedNormal', options, ['mean', 'stddev', 'seed']);
  const { mean = 0, stddev = 0.05, seed } = options;
  expectFloat32Number('truncatedNormal', 'mean', mean);
  expectFloat32Number('truncatedNormal', 'stddev', stddev, 0);
  return drawing('truncatedNormal', { mean, stddev }, seed, (out, _shape, random) =>
    truncatedNormalInto(random, out, mean, stddev));
}
