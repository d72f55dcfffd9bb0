/**
 * Runs of elements repeated, and the sums that take gradients back.
 * @module
 */

import { perExample, type List, type Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { eachTurn } from '../../kernels/lists.ts';
import { zero } from '../fill.ts';

/** An example is `outer` runs of `inner` elements, each of which is repeated `count` times. */
export interface Repetition {
  readonly outer: number;
  readonly count: number;
  readonly inner: number;
}

/** y ← x with its runs repeated, bit for bit. */
export function repeated({ outer, count, inner }: Repetition, x: Tensor, y: Tensor): List {
  const copied = k.lacpy(perExample(outer), inner, x, 0, inner, eachTurn(y, inner), 0, count * inner);
  return [{ count, body: [copied] }];
}

/** dx ← Σ of the `count` runs of dy that are of one of x, ascending from +0. `part` is as large as dx. */
export function addedUp(
  { outer, count, inner }: Repetition, dy: Tensor, part: Tensor, dx: Tensor,
): List {
  const size = perExample(outer * inner);
  return [k.elementwise(zero, size, [dx]), {
    count,
    body: [
      k.lacpy(perExample(outer), inner, eachTurn(dy, inner), 0, count * inner, part, 0, inner),
      k.axpy(size, 1, part, 0, 1, dx, 0, 1),
    ],
  }];
}
