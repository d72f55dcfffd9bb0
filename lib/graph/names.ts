/**
 * Names that tell the layers, inputs and outputs of a graph apart.
 * @module
 */

import { typeError } from '../core/errors.ts';

/** What gets a name: the one that it was given, or else one made from its kind. */
export interface Nameable {
  readonly name: string | undefined;
  readonly kind: string;
}

/**
 * `dense`, `dense_1`, …, or the names that they were given. `what` they are stands in the message of the TypeError that
 * it throws, as `who`, where one was given twice.
 */
export function uniqueNames(who: string, what: string, nameables: readonly Nameable[]): string[] {
  const taken = new Set<string>();
  for (const { name } of nameables) {
    if (name === undefined) continue;
    if (taken.has(name)) throw typeError(`${who}: ${what} names must differ, got '${name}' twice`);
    taken.add(name);
  }
  const tried = new Map<string, number>(); // numbers below are taken: thousands of layers need no search each
  return nameables.map(({ name, kind }) => {
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
