/**
 * Lists made for one row an example, at work on examples of several rows.
 * @module
 */

import type { Scalar, Size } from './calls.ts';
import type { HostCall, List } from './lists.ts';

/** So many for each row of an example of `rows` rows. */
export function sizeForRows<S extends Scalar | Size>(size: S, rows: number): S | { readonly perExample: number } {
  return typeof size === 'object' && 'perExample' in size ? { perExample: size.perExample * rows } : size;
}

/** The same list where each example is `rows` rows that follow each other: what was per example is per row. */
export function forRows(list: List, rows: number): List {
  if (rows === 1) return list;
  return list.map((call) => {
    if ('host' in call) return hostForRows(call, rows);
    if ('arithmetic' in call) return call;
    if ('when' in call) return { when: sizeForRows(call.when, rows), body: forRows(call.body, rows) };
    if ('body' in call) return { ...call, count: sizeForRows(call.count, rows), body: forRows(call.body, rows) };
    return { ...call, args: call.args.map((given) => (isSize(given) ? sizeForRows(given, rows) : given)) };
  });
}

function isSize(given: unknown): given is Size {
  return typeof given === 'object' && given !== null && 'perExample' in given && !('length' in given);
}

/** It is told rows as if they were examples; of a training step it sees the moment of the first. */
function hostForRows(call: HostCall, rows: number): HostCall {
  return { ...call, run: (run, ...arrays) => call.run({ ...run, batch: run.batch * rows }, ...arrays) };
}
