/**
 * Directions as callers give them.
 * @module
 */
import { ShapeError, isTypedArray, show } from '../core/errors.ts';

/** TypeError or ShapeError unless `v` is an array of as many numbers as θ. */
export function expectDirection(who: string, v: unknown, length: number): asserts v is ArrayLike<number> {
  if (!Array.isArray(v) && !isTypedArray(v)) throw new TypeError(`${who}: v must be an array of numbers, got ${show(v)}`);
  if (v.length !== length) throw new ShapeError(`${who}: v must hold ${length} elements, one a parameter, got ${v.length}`);
}
