import { ShapeError, expectKnownOptions, expectNumber } from '../core/errors.ts';
import { formatShape } from '../core/shape.ts';
import type { Initializer } from './initializer.ts';

export interface IdentityOptions {
  /** Default 1. */
  readonly gain?: number;
}

/** gain on the diagonal of a matrix, square or not, and 0 elsewhere. Where it is used, throws ShapeError for a tensor that is no matrix. */
export function identity(options: IdentityOptions = {}): Initializer {
  expectKnownOptions('identity', options, ['gain']);
  const { gain = 1 } = options;
  expectNumber('identity', 'gain', gain);
  return (out, shape) => {
    if (shape.length !== 2) throw new ShapeError(`identity: tensor must be a matrix, got shape ${formatShape(shape)}`);
    out.fill(0);
    for (let i = 0; i < Math.min(shape[0], shape[1]); i++) out[i * shape[1] + i] = gain;
  };
}
