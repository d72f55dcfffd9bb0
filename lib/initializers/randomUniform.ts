import { expectKnownOptions } from '../core/errors.ts';
import { uniformInto } from '../random/index.ts';
import { expectRange } from '../random/uniform.ts';
import { drawing, type InitializerSeed } from './drawing.ts';
import type { Initializer } from './initializer.ts';

/** What {@link randomUniform} takes. */
export interface RandomUniformOptions extends InitializerSeed {
  /** The smallest value that may come; default −0.05, as Keras'. */
  readonly minval?: number;
  /** What every value stays below; default 0.05. */
  readonly maxval?: number;
}

/**
 * Uniform; see `uniformInto`.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError unless minval < maxval in binary32
 * and maxval ⊖ minval is finite, and for a seed out of range.
 *
 * Formula: uniform in [minval, maxval)
 * Default: minval −0.05, maxval 0.05
 * Source: Keras 2.2.4 (RandomUniform).
 */
export function randomUniform(options: RandomUniformOptions = {}): Initializer {
  expectKnownOptions('randomUniform', options, ['minval', 'maxval', 'seed']);
  const { minval = -0.05, maxval = 0.05, seed } = options;
  expectRange('randomUniform', minval, maxval, 'minval', 'maxval');
  return drawing('randomUniform', { minval, maxval }, seed, (out, _shape, random) =>
    uniformInto(random, out, minval, maxval));
}
