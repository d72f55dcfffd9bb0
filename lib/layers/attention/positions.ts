/**
 * What layers of positions have in common: the same rows for each example, whatever it holds.
 * @module
 */

import { ShapeError } from '../../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../../core/shape.ts';
import { perExample, type Call, type List, type Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { copy } from '../copy.ts';
import { zero } from '../fill.ts';
import { Layer, type Node } from '../layer.ts';

/** The base of layers that give a vector for each step. They pass on the mask of their input. */
export abstract class Positions extends Layer {
  override get passesMask(): boolean {
    return true;
  }

  override outputShape(inputShape: Shape): Shape {
    if (inputShape.length === 2) return inputShape;
    throw new ShapeError(`${this.kind}: input must be of shape (steps, features), got ${formatShape(inputShape)}`);
  }
}

/** y ← the first rows of a table, for each example. */
export function rowsForEach({ inputShape, y }: Node, table: Tensor): Call<Tensor> {
  const size = sizeOf(inputShape);
  return k.elementwiseInRows(copy, perExample(1), size, [[table, 0, 0], [y, 0, size]]);
}

/** dx ← +0: nothing of the output depends on the input's numbers. */
export function noGradient({ inputShape, dx }: Node): List {
  return dx === undefined ? [] : [k.elementwise(zero, perExample(sizeOf(inputShape)), [dx])];
}
