/**
 * The difference of two tensors.
 * @module
 */

import { negate, sub, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { copy } from '../copy.ts';
import type { LayerOptions, Lists } from '../layer.ts';
import { Merge, inOrder, toEach, type MergeNode } from './merge.ts';

/** y ← a ⊖ b */
const difference: Program = lazyFormula({
  name: 'difference', arrays: ['a', 'b', 'y'], define: ({ a, b }) => ({ y: sub(a, b) }),
});
/** dx ← −dy */
const opposite: Program = lazyFormula({
  name: 'opposite', arrays: ['dy', 'dx'], define: ({ dy }) => ({ dx: negate(dy) }),
});

/**
 * y = x₁ − x₂, of two inputs. Sizes that are 1 or missing are repeated.
 *
 * Backward: dx₁ = dy, dx₂ = −dy.
 */
export class Subtract extends Merge {
  readonly kind = 'subtract';
  protected override readonly most = 2;

  constructor(options: LayerOptions = {}) {
    super('subtract', options);
  }

  protected override merge(node: MergeNode): Lists {
    const [a, b] = node.inputs;
    return {
      forward: inOrder(node, difference),
      backward: [...toEach({ ...node, inputs: [a] }, copy), ...toEach({ ...node, inputs: [b] }, opposite)],
    };
  }
}

/**
 * A layer that takes the second of two tensors from the first. Sizes that are 1 or missing are repeated. Throws
 * TypeError for options that it does not know.
 *
 * Formula: x₁ − x₂
 * Source: Keras 3 (Subtract).
 */
export function subtract(options: LayerOptions = {}): Subtract {
  return new Subtract(options);
}
