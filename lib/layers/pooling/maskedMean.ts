/**
 * The mean over the steps of a sequence that count.
 * @module
 */

import { add, div, equal, select, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { perExample, type Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { eachTurn } from '../../kernels/lists.ts';
import { zero } from '../fill.ts';
import type { Lists, Node } from '../layer.ts';

/** y ← y ⊕ x where a step counts. */
const adding: Program = lazyFormula({
  name: 'add what counts', arrays: ['x', 'mask', 'y'],
  define: ({ x, mask, y }) => ({ y: select(equal(mask, 0), y, add(y, x)) }),
});
/** 1 for none, which then divides 0. */
const atLeastOne: Program = lazyFormula({
  name: 'at least one', arrays: ['count'], define: ({ count }) => ({ count: select(equal(count, 0), 1, count) }),
});
/** share ← x ⊘ count. */
const shared: Program = lazyFormula({
  name: 'share of what counts', arrays: ['x', 'count', 'share'], define: ({ x, count }) => ({ share: div(x, count) }),
});
/** dx ← share where a step counts, else 0. */
const given: Program = lazyFormula({
  name: 'gradient of what counts', arrays: ['share', 'mask', 'dx'],
  define: ({ share, mask }) => ({ dx: select(equal(mask, 0), 0, share) }),
});

/** y = Σ of x over the steps that count, in their order from +0, ⊘ how many they are; 0 where none does. */
export function maskedMean({ inputShape: [steps, c], x, dx, y, dy, cache }: Node, mask: Tensor): Lists {
  const one = perExample(1), size = perExample(c), width = steps * c;
  const count = cache('count', one), share = cache('share', size);
  const rows = (tensor: Tensor) => [tensor, 0, c] as const, step = (tensor: Tensor) => (
    [eachTurn(tensor, c), 0, width] as const);
  const counts = [eachTurn(mask, 1), 0, steps, 'spread'] as const, divisor = [count, 0, 1, 'spread'] as const;
  return {
    forward: [
      k.rowSums(one, steps, mask, count), k.elementwise(atLeastOne, one, [count]), k.elementwise(zero, size, [y]),
      { count: steps, body: [k.elementwiseInRows(adding, one, c, [step(x), counts, rows(y)])] },
      k.elementwiseInRows(shared, one, c, [rows(y), divisor, rows(y)]),
    ],
    backward: dx === undefined ? [] : [
      k.elementwiseInRows(shared, one, c, [rows(dy), divisor, rows(share)]),
      { count: steps, body: [k.elementwiseInRows(given, one, c, [rows(share), counts, step(dx)])] },
    ],
  };
}
