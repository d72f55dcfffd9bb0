/**
 * Options that have a size for each axis of an image, and the images themselves.
 * @module
 */

import { ShapeError, expectArray, expectInteger, rangeError, show } from '../core/errors.ts';
import { formatShape, type Shape } from '../core/shape.ts';

/** One number for one axis: itself, or a list of it. */
export type Sizes1D = number | readonly [number];

/** One number for each of two axes, down and along, or one for both. */
export type Sizes2D = number | readonly [number, number];

/** A number for each of so many axes. Throws RangeError or TypeError for what is below `least` or not as many. */
export function toSizes(who: string, argument: string, given: unknown, axes: number, least: number = 1): number[] {
  if (typeof given === 'number') {
    expectInteger(who, argument, given, least);
    return Array.from({ length: axes }, () => given);
  }
  expectArray(who, argument, given);
  if (given.length !== axes) throw rangeError(`${who}: ${argument} must have ${axes} numbers, got ${show(given)}`);
  return given.map((size, axis) => {
    expectInteger(who, `${argument}[${axis}]`, size, least);
    return size;
  });
}

/** An image of one or two axes, channels last. */
export interface Image {
  readonly size: readonly number[];
  readonly channels: number;
}

/** ShapeError unless a shape is that of an image of so many axes. */
export function toImage(who: string, shape: Shape, axes: number): Image {
  if (shape.length === axes + 1) return { size: shape.slice(0, -1), channels: shape[axes] };
  const wanted = axes === 1 ? '(steps, channels)' : '(rows, columns, channels)';
  throw new ShapeError(`${who}: input must be ${wanted}, got ${formatShape(shape)}`);
}
