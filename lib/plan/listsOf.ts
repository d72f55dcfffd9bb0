/**
 * The lists of a plan by who makes them.
 * @module
 */

import type { FloatArray, List } from '../kernels/index.ts';
import type { Plan } from './plan.ts';

/** What layers and losses do, with the name of each for messages. */
export function listsOf<A extends FloatArray>(
  { description, heads }: Plan<A>,
): readonly { readonly user: string; readonly list: List }[] {
  return [
    ...description.list.map(({ node, forward, train, backward }) => (
      { user: `layer '${node.of.name}'`, list: [...forward, ...train, ...backward] })),
    ...heads.map(({ loss, forward, backward }) => ({ user: `loss '${loss.name}'`, list: [...forward, ...backward] })),
  ];
}
