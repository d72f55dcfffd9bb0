/**
 * Vectors of as many elements as θ, as callers give them.
 * @module
 */

import { ShapeError, expectArrayLike } from '../core/errors.ts';

/** TypeError or ShapeError unless `v` is an array of as many numbers as θ. */
export function expectVector(
  who: string, argument: string, v: unknown, length: number,
): asserts v is ArrayLike<number> {
  expectArrayLike(who, argument, v);
  if (v.length !== length) {
    throw new ShapeError(`${who}: ${argument} must hold ${length} elements, one a parameter, got ${v.length}`);
  }
}
