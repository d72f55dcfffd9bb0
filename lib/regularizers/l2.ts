import { expectFloat32Number, expectKnownOptions } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { mul, square } from '../formula/index.ts';
import { lazyRegularizer, type Regularizer } from './regularizer.ts';

/** What {@link l2} takes. */
export interface L2Options {
  /** At least 0; default 0.01, as Keras'. */
  readonly l2?: number;
}

const make = lazyRegularizer({
  name: 'l2', factors: ['l2'],
  term: ({ w, l2 }) => mul(l2, square(w)),
  derivative: ({ w, l2 }) => mul(mul(2, l2), w),
});

/**
 * l2·Σw²; derivative 2·l2·w.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for a factor below 0 or too large for
 * binary32.
 *
 * Formula: Σ (l2 · (w · w))
 * Default: l2 0.01
 * Source: Keras 2.2.4 (l2).
 */
export function l2(options: L2Options = {}): Regularizer {
  expectKnownOptions('l2', options, ['l2']);
  const { l2: factor = 0.01 } = options;
  expectFloat32Number('l2', 'l2', factor, 0);
  return madeBy('regularizers/l2', { l2: factor }, make(factor));
}
