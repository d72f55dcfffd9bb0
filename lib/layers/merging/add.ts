/**
 * The sum of several tensors.
 * @module
 */

import { copy } from '../copy.ts';
import type { LayerOptions, Lists } from '../layer.ts';
import { sum } from '../affineNormalization.ts';
import { Merge, inOrder, toEach, type MergeNode } from './merge.ts';

/**
 * y = x₁ + x₂ + …, added in this order. Sizes that are 1 or missing are repeated.
 *
 * Backward: dxᵢ = dy.
 */
export class Add extends Merge {
  readonly kind = 'add';

  constructor(options: LayerOptions = {}) {
    super('add', options);
  }

  protected override merge(node: MergeNode): Lists {
    return { forward: inOrder(node, sum), backward: toEach(node, copy) };
  }
}

/**
 * A layer that adds several tensors: the end of a residual block, say. Sizes that are 1 or missing are repeated. Throws
 * TypeError for options that it does not know.
 *
 *     add().apply([x, dense({ units: 8 }).apply(x)])
 *
 * Formula: (x₁ + x₂) + …
 * Source: Keras 3 (Add).
 */
export function add(options: LayerOptions = {}): Add {
  return new Add(options);
}
