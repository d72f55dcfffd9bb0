import { expectFloat32Array, expectFloat32Number, expectKnownOptions } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import type { Initializer } from './initializer.ts';

/** What {@link constant} takes. */
export interface ConstantOptions {
  /** The value, rounded to binary32. Default 0. */
  readonly value?: number;
}

/**
 * Every element the same value, rounded to binary32.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for a value that is not finite in
 * binary32.
 *
 * Formula: value
 * Default: value 0
 * Source: Keras 2.2.4 (Constant).
 */
export function constant(options: ConstantOptions = {}): Initializer {
  expectKnownOptions('constant', options, ['value']);
  const { value = 0 } = options;
  expectFloat32Number('constant', 'value', value);
  return madeBy('initializers/constant', { value }, (out) => {
    expectFloat32Array('constant', 'out', out);
    out.fill(value);
  });
}
