/**
 * A graph as a chain: what leads from one value that all paths to the output go through to the next such value.
 * @module
 */

import type { GraphNode, Value } from '../../graph/index.ts';
import type { List } from '../../kernels/index.ts';
import type { Pass } from '../../plan/index.ts';

/** From one value to the next: one pass, or where the graph parts and comes together again all of them between. */
export interface Stretch {
  readonly from: Value;
  readonly to: Value;
  /** In the order of the graph. */
  readonly passes: readonly Pass[];
}

/**
 * Those that lead to a value, in order: from the only input, or where there are several from where they have come
 * together; or from `begin`, where all that does not depend on it is as good as given.
 */
export function stretchesOf(list: readonly Pass[], output: Value, begin?: Value): Stretch[] {
  const found: Stretch[] = [], open = new Set([output]), depends = begin && dependentsOf(list, begin);
  let to = output, passes: Pass[] = [];
  for (const pass of [...list].reverse()) {
    const { part, inputs, outputs } = pass.node;
    if (part === 'mask' || !outputs.some((value) => open.has(value))) continue; // no part of J
    for (const value of outputs) open.delete(value);
    for (const value of inputs) if (depends?.has(value) ?? true) open.add(value);
    passes = [pass, ...passes];
    if (open.size !== 1) continue;
    const [from] = open;
    found.unshift({ from, to, passes });
    [to, passes] = [from, []];
  }
  return found;
}

function dependentsOf(list: readonly Pass[], begin: Value): Set<Value> {
  const found = new Set([begin]);
  for (const { node: { inputs, outputs } } of list) {
    if (inputs.some((value) => found.has(value))) for (const value of outputs) found.add(value);
  }
  return found;
}

/** The node of a stretch that is one pass on one value; undefined for others. */
export function nodeOf({ passes: [{ node }, ...more] }: Stretch): GraphNode | undefined {
  return more.length === 0 && node.inputs.length === 1 && node.outputs.length === 1 ? node : undefined;
}

/** The kind of its layer, or 'layerNormalization … add'. */
export function kindOf({ passes }: Stretch): string {
  const [first, last] = [passes[0], passes[passes.length - 1]].map(({ node }) => node.of.layer.kind);
  return passes.length === 1 ? first : `${first} … ${last}`;
}

/** What its passes do in turn, as in training. */
export function listsOf({ passes }: Stretch): { readonly forward: List; readonly backward: List } {
  return {
    forward: passes.flatMap(({ train }) => train),
    backward: [...passes].reverse().flatMap(({ backward, adds }) => [...backward, ...adds]),
  };
}
