import { expectKnownOptions, expectNumber } from '../core/errors.ts';
import type { Initializer } from './initializer.ts';

export interface ConstantOptions {
  /** Default 0. */
  readonly value?: number;
}

/** Every element the same value, rounded to binary32. */
export function constant(options: ConstantOptions = {}): Initializer {
  const { value = 0 } = options;
  expectKnownOptions('constant', options, ['value']);
  expectNumber('constant', 'value', value);
  return (out) => {
    out.fill(value);
  };
}
