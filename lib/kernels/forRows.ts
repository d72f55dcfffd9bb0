/**
 * Lists made for one row an example, at work on examples of several rows.
 * @module
 */

import type { Call, Run, Scalar, Tensor } from './calls.ts';
import type { HostCall, List } from './lists.ts';
import { eachArgument } from './routines/placeCall.ts';

/** A size or another number of a call: what is so many for each example is so many for each of its rows. */
export function sizeForRows<S extends Scalar>(size: S, rows: number): S | { readonly perExample: number } {
  return typeof size === 'object' && 'perExample' in size ? { perExample: size.perExample * rows } : size;
}

/** The same list where each example is `rows` rows that follow each other: each is as an example to it. */
export function forRows(list: List, rows: number): List {
  if (rows === 1) return list;
  return list.map((call) => {
    if ('host' in call) return hostForRows(call, rows);
    if ('arithmetic' in call) return call;
    if ('when' in call) return { when: sizeForRows(call.when, rows), body: forRows(call.body, rows) };
    if ('body' in call) return { ...call, count: sizeForRows(call.count, rows), body: forRows(call.body, rows) };
    return callForRows(call, rows);
  });
}

function callForRows(call: Call<Tensor>, rows: number): Call<Tensor> {
  const args = [...call.args];
  eachArgument(call.routine, (kind, position) => {
    if (kind === 'size' || kind === 'scalar') args[position] = sizeForRows(args[position] as Scalar, rows);
  });
  return { ...call, args };
}

/** It is told of rows as of so many more examples, in one object, which is filled each time. */
function hostForRows(call: HostCall, rows: number): HostCall {
  const moment = { seed: 0, step: 0, row: 0, batch: 1 };
  let told: Run | undefined;
  return {
    ...call,
    run(run, ...arrays) {
      const { seed, step, row, batch } = run.moment;
      Object.assign(moment, { seed, step, row: row * rows, batch: batch * rows });
      told ??= { ...run, moment };
      call.run(Object.assign(told, run, { batch: run.batch * rows, moment }), ...arrays);
    },
  };
}
