import { ShapeError, expectFloat32Number, expectKnownOptions } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { formatShape } from '../core/shape.ts';
import { expectTensor, type Initializer } from './initializer.ts';

/** What {@link identity} takes. */
export interface IdentityOptions {
  /** What the diagonal has. Default 1. */
  readonly gain?: number;
}

/**
 * A matrix, square or not.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for a gain that is not finite in
 * binary32. Where it is used, throws ShapeError for a tensor that is no matrix.
 *
 * Formula: gain on the diagonal, 0 elsewhere
 * Default: gain 1
 * Source: Keras 2.2.4 (Identity).
 */
export function identity(options: IdentityOptions = {}): Initializer {
  expectKnownOptions('identity', options, ['gain']);
  const { gain = 1 } = options;
  expectFloat32Number('identity', 'gain', gain);
  return madeBy('initializers/identity', { gain }, (out, shape) => {
    expectTensor('identity', out, shape);
    if (shape.length !== 2) throw new ShapeError(`identity: tensor must be a matrix, got shape ${formatShape(shape)}`);
    out.fill(0);
    for (let i = 0; i < Math.min(shape[0], shape[1]); i++) out[i * shape[1] + i] = gain;
  });
}
