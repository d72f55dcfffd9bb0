/**
 * The product of several tensors, element by element.
 * @module
 */

import { equal, select, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import type { List, Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import type { LayerOptions, Lists } from '../layer.ts';
import { product } from '../affineNormalization.ts';
import { either } from './masks.ts';
import { Merge, inOrder, type MergeNode } from './merge.ts';

/** shown ← x where it counts, else 1. */
const shown: Program = lazyFormula({
  name: 'one where masked', arrays: ['x', 'mask', 'shown'],
  define: ({ x, mask }) => ({ shown: select(equal(mask, 0), 1, x) }),
});
/** y ← y where it counts, else +0. */
const cleared: Program = lazyFormula({
  name: 'zero where masked', arrays: ['y', 'mask'], define: ({ y, mask }) => ({ y: select(equal(mask, 0), 0, y) }),
});

/**
 * y = x₁ · x₂ · …, multiplied in this order. Sizes that are 1 or missing are repeated. Where an input is masked it is
 * read as 1; where all are, y is 0.
 *
 * Backward: dxᵢ = dy · the other inputs, in their order; 0 where xᵢ is masked. Cache: the masks, and the inputs as they
 * are read.
 */
export class Multiply extends Merge {
  readonly kind = 'multiply';
  protected override readonly readsMasks: boolean = true;

  constructor(options: LayerOptions = {}) {
    super('multiply', options);
  }

  protected override merge(node: MergeNode): Lists {
    const { size, y, dy, cache } = node, show: List[number][] = [];
    const inputs = node.inputs.map(({ x, dx, mask }, i) => {
      if (mask === undefined) return { x, dx, mask };
      const seen = cache(`shown${i + 1}`, size);
      show.push(k.elementwise(shown, size, [x, mask, seen]));
      return { x: seen, dx, mask };
    });
    const clear = (of: Tensor, mask: Tensor | undefined): List =>
      (mask === undefined ? [] : [k.elementwise(cleared, size, [of, mask])]);
    const one = this.#counting(node);
    return {
      forward: [...show, ...inOrder({ ...node, inputs }, product), ...one.find, ...clear(y, one.mask)],
      backward: inputs.flatMap(({ dx, mask }, i) => (dx === undefined ? [] : [
        ...inOrder({ ...node, inputs: [{ x: dy, dx }, ...inputs.filter((_, j) => j !== i)], y: dx }, product),
        ...clear(dx, mask),
      ])),
    };
  }

  /** Where one of the inputs counts, if that is not everywhere. */
  #counting({ size, inputs, cache }: MergeNode): { readonly mask: Tensor | undefined; readonly find: List } {
    const masks = inputs.flatMap(({ mask }) => mask ?? []);
    if (masks.length < inputs.length) return { mask: undefined, find: [] };
    const mask = cache('counting', size), [first, ...rest] = masks;
    return {
      mask, find: rest.map((other, i) => k.elementwise(either, size, [i === 0 ? first : mask, other, mask])),
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
