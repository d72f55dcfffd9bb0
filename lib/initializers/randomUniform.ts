import { expectKnownOptions } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { uniformInto } from '../random/index.ts';
import { expectRange } from '../random/uniform.ts';
import type { Initializer } from './initializer.ts';

export interface RandomUniformOptions {
  /** The smallest value that may come; default −0.05, as Keras'. */
  readonly minval?: number;
  /** What every value stays below; default 0.05. */
  readonly maxval?: number;
}

/**
 * Uniform; see `uniformInto`. Throws RangeError unless minval < maxval in binary32 and maxval ⊖ minval is finite.
 *
 * Formula: uniform in [minval, maxval)
 * Default: minval −0.05, maxval 0.05
 * Source: Keras 2.2.4 (RandomUniform).
 */
export function randomUniform(options: RandomUniformOptions = {}): Initializer {
  expectKnownOptions('randomUniform', options, ['minval', 'maxval']);
  const { minval = -0.05, maxval = 0.05 } = options;
  expectRange('randomUniform', minval, maxval, 'minval', 'maxval');
  return madeBy('initializers/randomUniform', { minval, maxval }, (out, _shape, random) =>
    uniformInto(random, out, minval, maxval));
}
