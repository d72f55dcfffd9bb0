/**
 * The contract of initializers.
 * @module
 */

import {
  ShapeError, expectFloat32Array, expectFloat32Numbers, isDetached, isTypedArray, show, typeError,
} from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import type { Philox } from '../core/philox.ts';
import { expectShape, formatShape, sizeOf, type Shape } from '../core/shape.ts';

/**
 * Fills `out`, a tensor of `shape` in row-major order, with first values; what is random comes from `random` alone.
 * Every element is written, whatever `out` holds: a model throws TypeError for one that is not, and reads nothing that
 * is returned.
 */
export type Initializer = (out: Float32Array, shape: Shape, random: Philox) => void;

/** Exact values given by hand, in row-major order. */
export type Values = ArrayLike<number>;

/**
 * An initializer that writes given values. Throws TypeError for what is no array of numbers, RangeError for a number
 * that is too large for binary32. Where it is used, throws ShapeError where their number is not the tensor's.
 *
 * Formula: the given numbers, row-major
 * Default: numbers must be given
 * Source: here, for weights that come from elsewhere.
 */
export function values(given: Values): Initializer {
  if (!isValues(given)) throw typeError(`values: given must be an array of numbers, got ${show(given)}`);
  expectFloat32Numbers('values', 'numbers', given);
  const copy = Float32Array.from(given);
  return madeBy('initializers/values', {}, (out, shape) => { // what θ has become matters afterwards, not what it was
    if (copy.length !== out.length) {
      throw new ShapeError(
        `values: a tensor of shape ${formatShape(shape)} must be given ${sizeOf(shape)} values, got ${copy.length}`,
      );
    }
    out.set(copy);
  });
}

/**
 * TypeError, ShapeError or RangeError unless `out` is a tensor of `shape`: what an initializer checks that uses
 * the shape.
 */
export function expectTensor(who: string, out: unknown, shape: unknown): void {
  expectFloat32Array(who, 'out', out, sizeOf(expectShape(who, 'shape', shape)));
}

/** Whether it can be given for values. */
export function isValues(given: unknown): given is Values {
  if (Array.isArray(given)) return given.findIndex((v) => typeof v !== 'number') < 0; // which sees holes
  return isTypedArray(given) && !isDetached(given);
}
