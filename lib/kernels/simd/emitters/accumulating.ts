/**
 * How functions are bound that write products, or add them to what is there.
 * @module
 */

import type { BoundCall, Scalar } from '../../calls.ts';
import { invoked, type Argument, type Invocation } from '../invocation.ts';
import { addressOf, numberOf, sizeOf, type LocatedOperand, type LocatedSize } from '../located.ts';
import type { Linked } from '../modules.ts';
import { linkScal } from './scal.ts';

/**
 * c ← beta ⊗ c, so many elements that follow each other, then the invocation, which adds to c where its argument
 * `accumulate` is not 0.
 */
export function bindAccumulating(
  linked: Linked, beta: Scalar, c: LocatedOperand, length: LocatedSize,
  invocation: (accumulate: Argument) => Invocation,
): readonly Invocation[] | BoundCall {
  if (beta === 0 || beta === 'beta') return [invocation(beta)];
  const scal = linkScal(linked), [write, add] = [0, 1].map((is) => invoked(linked.memory, [invocation(is)]));
  return (run) => {
    const factor = numberOf(beta, run, linked.lanes);
    if (factor !== 0 && factor !== 1) scal(sizeOf(length, run), factor, addressOf(c, run));
    (factor === 0 ? write : add)(run);
  };
}
