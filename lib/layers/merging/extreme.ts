/**
 * The largest and the smallest of several tensors, element by element.
 * @module
 */

import { equal, formula, less, not, or, select, type Expression, type Program } from '../../formula/index.ts';
import type { LayerOptions, Lists } from '../layer.ts';
import { Merge, type MergeNode } from './merge.ts';

type Value = Expression<'float'>;

/** y ← x, which ← 0 */
const first: Program = formula({
  name: 'first', arrays: ['x', 'y', 'which'], define: ({ x }) => ({ y: x, which: 0 }),
});

/** y ← x and which ← i where x goes before y, or is NaN. */
function next(name: string, goesBefore: (x: Value, y: Value) => Expression<'truth'>): Program {
  return formula({
    name, arrays: ['x', 'y', 'which'], scalars: ['i'],
    define: ({ x, y, which, i }) => {
      const isTaken = or(goesBefore(x, y), not(equal(x, x)));
      return { which: select(isTaken, i, which), y: select(isTaken, x, y) };
    },
  });
}

const larger: Program = next('larger', (x, y) => less(y, x));
const smaller: Program = next('smaller', (x, y) => less(x, y));

/** dx ← dy where input i was taken, else 0. */
const ofTaken: Program = formula({
  name: 'gradient of what was taken', arrays: ['which', 'dy', 'dx'], scalars: ['i'],
  define: ({ which, dy, i }) => ({ dx: select(equal(which, i), dy, 0) }),
});

/** What both are. Cache: which input was taken, from 0; of equals the first is. */
abstract class Extreme extends Merge {
  protected abstract readonly next: Program;

  protected override merge({ k, size, inputs, y, dy, cache }: MergeNode): Lists {
    const which = cache('which', size), [{ x }, ...rest] = inputs;
    return {
      forward: [
        k.elementwise(first, size, [x, y, which]),
        ...rest.map((input, i) => k.elementwise(this.next, size, [input.x, y, which], [i + 1])),
      ],
      backward: inputs.flatMap(({ dx }, i) =>
        (dx === undefined ? [] : [k.elementwise(ofTaken, size, [which, dy, dx], [i])])),
    };
  }
}

/**
 * y = max(x₁, x₂, …); NaN if one is. Shapes: see {@link Merge}.
 *
 * Backward: dxᵢ = dy where xᵢ is the first of the largest, else 0. Cache: which, the number of that input, from 0.
 */
export class Maximum extends Extreme {
  readonly kind = 'maximum';
  protected override readonly next: Program = larger;

  constructor(options: LayerOptions = {}) {
    super('maximum', options);
  }
}

/**
 * y = min(x₁, x₂, …); NaN if one is. Shapes: see {@link Merge}.
 *
 * Backward: dxᵢ = dy where xᵢ is the first of the smallest, else 0. Cache: which, the number of that input, from 0.
 */
export class Minimum extends Extreme {
  readonly kind = 'minimum';
  protected override readonly next: Program = smaller;

  constructor(options: LayerOptions = {}) {
    super('minimum', options);
  }
}

/**
 * A layer that takes the largest of several tensors, element by element, of equals the first. Sizes that are 1
 * or missing are repeated. Throws TypeError for options that it does not know.
 *
 * Formula: max(x₁, x₂, …)
 * Source: Keras 3 (Maximum).
 */
export function maximum(options: LayerOptions = {}): Maximum {
  return new Maximum(options);
}

/**
 * A layer that takes the smallest of several tensors, element by element, of equals the first. Sizes that are 1
 * or missing are repeated. Throws TypeError for options that it does not know.
 *
 * Formula: min(x₁, x₂, …)
 * Source: Keras 3 (Minimum).
 */
export function minimum(options: LayerOptions = {}): Minimum {
  return new Minimum(options);
}
