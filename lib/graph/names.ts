/**
 * The names of layers in a graph.
 * @module
 */

import { typeError } from '../core/errors.ts';
import type { Layer } from '../layers/index.ts';

/** `dense`, `dense_1`, …, or the name that a layer was given. Throws TypeError, as `who`, where one was given twice. */
export function uniqueNames(who: string, layers: readonly Layer[]): string[] {
  const taken = new Set<string>();
  for (const { name } of layers) {
    if (name === undefined) continue;
    if (taken.has(name)) throw typeError(`${who}: layer names must differ, got '${name}' twice`);
    taken.add(name);
  }
  const tried = new Map<string, number>(); // numbers below are taken: thousands of layers need no search each
  return layers.map(({ name, kind }) => {
    if (name !== undefined) return name;
    let n = tried.get(kind) ?? 0;
    while (taken.has(numbered(kind, n))) n++;
    tried.set(kind, n + 1);
    taken.add(numbered(kind, n));
    return numbered(kind, n);
  });
}

function numbered(kind: string, n: number): string {
  return n === 0 ? kind : `${kind}_${n}`;
}
