/**
 * ∇ as a training step comes to it, for those who take none.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';
import type { Examples } from './examples.ts';
import type { Plan } from './plan.ts';
import type { Shards } from './shards.ts';
import { sweep, type Visitor } from './sweep.ts';

/** Takes all of `data` forward and back, as one batch: ∇ is then in the plan, and the losses are in its sums. */
export function sweepGradient<A extends FloatArray>(
  plan: Plan<A>, shards: Shards<A> | undefined, data: Examples,
): void {
  const { count } = data, visitor: Visitor = {
    visit(rows, _done, _data, _order, _first, beta) {
      plan.backward(rows, count, beta);
    },
  };
  if (shards !== undefined) {
    shards.sweep(data, undefined, 0, count, visitor);
    shards.restore();
  } else {
    sweep(plan, true, data, undefined, 0, count, visitor);
    plan.joinGradient();
  }
  plan.regularizeGradient();
}
