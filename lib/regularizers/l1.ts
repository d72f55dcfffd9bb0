import { expectFloat32Number, expectKnownOptions } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { abs, mul, sign } from '../formula/index.ts';
import { lazyRegularizer, type Regularizer } from './regularizer.ts';

/** What {@link l1} takes. */
export interface L1Options {
  /** At least 0; default 0.01, as Keras'. */
  readonly l1?: number;
}

const make = lazyRegularizer({
  name: 'l1', factors: ['l1'],
  term: ({ w, l1 }) => mul(l1, abs(w)),
  derivative: ({ w, l1 }) => mul(l1, sign(w)),
});

/**
 * l1·Σ|w|; derivative l1·sign(w), at 0 that is 0.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for a factor below 0 or too large for
 * binary32.
 *
 * Formula: Σ (l1 · |w|)
 * Default: l1 0.01
 * Source: Keras 2.2.4 (l1).
 */
export function l1(options: L1Options = {}): Regularizer {
  expectKnownOptions('l1', options, ['l1']);
  const { l1: factor = 0.01 } = options;
  expectFloat32Number('l1', 'l1', factor, 0);
  return madeBy('regularizers/l1', { l1: factor }, make(factor));
}
