/**
 * Vectors of as many elements as θ, as callers give them.
 * @module
 */
import { ShapeError, isTypedArray, show, typeError } from '../core/errors.ts';

/** TypeError or ShapeError unless `v` is an array of as many numbers as θ. */
export function expectVector(who: string, argument: string, v: unknown, length: number): asserts v is ArrayLike<number> {
  if (!Array.isArray(v) && !isTypedArray(v)) throw typeError(`${who}: ${argument} must be an array of numbers, got ${show(v)}`);
  if (v.length !== length) throw new ShapeError(`${who}: ${argument} must hold ${length} elements, one a parameter, got ${v.length}`);
}
