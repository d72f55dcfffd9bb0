import { expectFloat32Number, expectKnownOptions } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { abs, add, mul, sign, square } from '../formula/index.ts';
import { lazyRegularizer, type Regularizer } from './regularizer.ts';

/** What {@link l1l2} takes. */
export interface L1L2Options {
  /** At least 0; default 0.01. */
  readonly l1?: number;
  /** At least 0; default 0.01. */
  readonly l2?: number;
}

const make = lazyRegularizer({
  name: 'l1l2', factors: ['l1', 'l2'],
  term: ({ w, l1, l2 }) => add(mul(l1, abs(w)), mul(l2, square(w))),
  derivative: ({ w, l1, l2 }) => add(mul(l1, sign(w)), mul(mul(2, l2), w)),
});

/**
 * l1·Σ|w| + l2·Σw²; derivative l1·sign(w) + 2·l2·w, that of |w| at 0 being 0.
 *
 * The defaults are those of Keras' string 'l1_l2' and of TensorFlow.js; Keras' class L1L2 starts from 0 and 0.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for a factor below 0 or too large for
 * binary32.
 *
 * Formula: Σ (l1 · |w| + l2 · (w · w))
 * Default: l1 0.01, l2 0.01
 * Source: Keras 2.2.4 (l1_l2).
 */
export function l1l2(options: L1L2Options = {}): Regularizer {
  expectKnownOptions('l1l2', options, ['l1', 'l2']);
  const { l1 = 0.01, l2 = 0.01 } = options;
  expectFloat32Number('l1l2', 'l1', l1, 0);
  expectFloat32Number('l1l2', 'l2', l2, 0);
  return madeBy('regularizers/l1l2', { l1, l2 }, make(l1, l2));
}
