/**
 * The mean of several tensors.
 * @module
 */

import { div, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import type { LayerOptions, Lists } from '../layer.ts';
import { sum } from '../affineNormalization.ts';
import { Merge, inOrder, toEach, type MergeNode } from './merge.ts';
import * as k from '../../kernels/allCalls.ts';

/** y ← y ⊘ n */
const mean: Program = lazyFormula({
  name: 'mean', arrays: ['y'], scalars: ['n'], define: ({ y, n }) => ({ y: div(y, n) }),
});
/** dx ← dy ⊘ n */
const share: Program = lazyFormula({
  name: 'share of a mean', arrays: ['dy', 'dx'], scalars: ['n'], define: ({ dy, n }) => ({ dx: div(dy, n) }),
});

/**
 * y = (x₁ + x₂ + …)/n, added in this order, for n inputs. Sizes that are 1 or missing are repeated.
 *
 * Backward: dxᵢ = dy/n.
 */
export class Average extends Merge {
  readonly kind = 'average';

  constructor(options: LayerOptions = {}) {
    super('average', options);
  }

  protected override merge(node: MergeNode): Lists {
    const { size, inputs: { length: n }, y } = node;
    return {
      forward: [...inOrder(node, sum), k.elementwise(mean, size, [y], [n])],
      backward: toEach(node, share, [n]),
    };
  }
}

/**
 * A layer that takes the mean of several tensors, element by element. Sizes that are 1 or missing are repeated. Throws
 * TypeError for options that it does not know.
 *
 * Formula: ((x₁ + x₂) + …)/n
 * Source: Keras 3 (Average).
 */
export function average(options: LayerOptions = {}): Average {
  return new Average(options);
}
