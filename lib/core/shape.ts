/**
 * Shapes: lists of sizes, without the batch.
 * @module
 */

import { ShapeError, expectArray, expectInteger, show, typeError } from './errors.ts';

/** Sizes from the outermost axis to the innermost; the batch is not among them. */
export type Shape = readonly number[];

/** How many elements a shape has. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis];
  return size;
}

/** `(28, 28)` */
export function formatShape(shape: Shape): string {
  return `(${shape.join(', ')})`;
}

const FIXED = 'sizes are fixed: fill shorter sequences up, and mask what does not count';

/** ShapeError unless `value` is a list of positive integers. Returns a copy that nobody else can change. */
export function expectShape(who: string, argument: string, value: unknown): Shape {
  if (!Array.isArray(value) || value.length === 0) {
    throw new ShapeError(`${who}: ${argument} must be a list of sizes such as [28, 28], got ${show(value)}`);
  }
  expectArray(who, argument, value);
  value.forEach((size, axis) => {
    if (size === null) throw typeError(`${who}: ${argument}[${axis}] must be a positive integer, got null; ${FIXED}`);
    expectInteger(who, `${argument}[${axis}]`, size, 1);
  });
  const shape: Shape = [...value];
  return shape;
}
