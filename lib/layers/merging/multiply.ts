/**
 * The product of several tensors, element by element.
 * @module
 */

import type { LayerOptions, Lists } from '../layer.ts';
import { product } from '../normalization.ts';
import { Merge, inOrder, type MergeNode } from './merge.ts';

/**
 * y = x₁ · x₂ · …, multiplied in this order. Shapes: see {@link Merge}.
 *
 * Backward: dxᵢ = dy · the other inputs, in their order.
 */
export class Multiply extends Merge {
  readonly kind = 'multiply';

  constructor(options: LayerOptions = {}) {
    super('multiply', options);
  }

  protected override merge(node: MergeNode): Lists {
    const { inputs, dy } = node;
    return {
      forward: inOrder(node, product),
      backward: inputs.flatMap(({ dx }, i) => (dx === undefined ? []
        : inOrder({ ...node, inputs: [{ x: dy, dx }, ...inputs.filter((_, j) => j !== i)], y: dx }, product))),
    };
  }
}

/**
 * A layer that multiplies several tensors, element by element: a gate, say. Sizes that are 1 or missing are repeated.
 * Throws TypeError for options that it does not know.
 *
 * Formula: (x₁ · x₂) · …
 * Source: Keras 3 (Multiply).
 */
export function multiply(options: LayerOptions = {}): Multiply {
  return new Multiply(options);
}
