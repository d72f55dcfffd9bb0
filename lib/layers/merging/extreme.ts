/**
 * The largest and the smallest of several tensors, element by element.
 * @module
 */

import { and, equal, less, not, or, select, type Expression, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import type { List, Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { copy } from '../copy.ts';
import { one } from '../fill.ts';
import type { LayerOptions, Lists } from '../layer.ts';
import { Merge, type MergeNode } from './merge.ts';

type Value = Expression<'float'>;

/** y ← x, which ← 0 */
const first: Program = lazyFormula({
  name: 'first', arrays: ['x', 'y', 'which'], define: ({ x }) => ({ y: x, which: 0 }),
});

/** The next input beside those before. */
interface Next {
  /** y ← x and which ← i where x goes before y, or is NaN. */
  readonly plain: Program;
  /** The same where inputs have masks: what counts goes before what does not. */
  readonly masked: Program;
}

function next(name: string, goesBefore: (x: Value, y: Value) => Expression<'truth'>): Next {
  const isBetter = (x: Value, y: Value): Expression<'truth'> => or(goesBefore(x, y), not(equal(x, x)));
  return {
    plain: lazyFormula({
      name, arrays: ['x', 'y', 'which'], scalars: ['i'],
      define: ({ x, y, which, i }) => {
        const isTaken = isBetter(x, y);
        return { which: select(isTaken, i, which), y: select(isTaken, x, y) };
      },
    }),
    masked: lazyFormula({
      name: `${name} of what counts`, arrays: ['x', 'mask', 'y', 'which', 'counts'], scalars: ['i'],
      define: ({ x, mask, y, which, counts, i }) => {
        const isTaken = and(not(equal(mask, 0)), or(equal(counts, 0), isBetter(x, y)));
        return { which: select(isTaken, i, which), y: select(isTaken, x, y), counts: select(isTaken, 1, counts) };
      },
    }),
  };
}

const larger: Next = next('larger', (x, y) => less(y, x));
const smaller: Next = next('smaller', (x, y) => less(x, y));

/** dx ← dy where input i was taken, else 0. */
const ofTaken: Program = lazyFormula({
  name: 'gradient of what was taken', arrays: ['which', 'dy', 'dx'], scalars: ['i'],
  define: ({ which, dy, i }) => ({ dx: select(equal(which, i), dy, 0) }),
});

/**
 * What both are. Where an input is masked another is taken; where all are, the first. Cache: which input was taken,
 * from 0; of equals the first is; of inputs with masks also these, 1 for all of an input without, and whether y counts.
 */
abstract class Extreme extends Merge {
  protected override readonly readsMasks: boolean = true;
  protected abstract readonly next: Next;

  protected override merge(node: MergeNode): Lists {
    const { size, inputs, y, dy, cache } = node, which = cache('which', size), [{ x }, ...rest] = inputs;
    const { plain } = this.next, isMasked = inputs.some(({ mask }) => mask !== undefined);
    return {
      forward: [
        k.elementwise(first, size, [x, y, which]),
        ...(isMasked ? this.#takeCounting(node, which)
          : rest.map((input, i) => k.elementwise(plain, size, [input.x, y, which], [i + 1]))),
      ],
      backward: inputs.flatMap(({ dx }, i) =>
        (dx === undefined ? [] : [k.elementwise(ofTaken, size, [which, dy, dx], [i])])),
    };
  }

  #takeCounting({ size, inputs: [first, ...rest], y, cache }: MergeNode, which: Tensor): List {
    const { masked } = this.next, counts = cache('counts', size), all = cache('all', size);
    return [
      k.elementwise(one, size, [all]), k.elementwise(copy, size, [first.mask ?? all, counts]),
      ...rest.map(({ x, mask = all }, i) => k.elementwise(masked, size, [x, mask, y, which, counts], [i + 1])),
    ];
  }
}

/**
 * y = max(x₁, x₂, …); NaN if one is. Sizes that are 1 or missing are repeated.
 *
 * Backward: dxᵢ = dy where xᵢ is the first of the largest, else 0. Cache: which, the number of that input, from 0.
 */
export class Maximum extends Extreme {
  readonly kind = 'maximum';
  protected override readonly next: Next = larger;

  constructor(options: LayerOptions = {}) {
    super('maximum', options);
  }
}

/**
 * y = min(x₁, x₂, …); NaN if one is. Sizes that are 1 or missing are repeated.
 *
 * Backward: dxᵢ = dy where xᵢ is the first of the smallest, else 0. Cache: which, the number of that input, from 0.
 */
export class Minimum extends Extreme {
  readonly kind = 'minimum';
  protected override readonly next: Next = smaller;

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
