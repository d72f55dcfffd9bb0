/**
 * Calls bound to the methods of a table.
 * @module
 */

import { bindPositional, type BoundCall, type Call } from './calls.ts';
import type { Kernels } from './kernels.ts';
import { givenInRows, isInRows } from './routines/elementwiseInRows.ts';
import type { FloatArray } from './routines/routine.ts';
import { invoke } from './routines/tableOf.ts';

/**
 * A call that goes through the table's own methods each time: for tables that have nothing to settle beforehand,
 * such as one of your own that wraps another. Trusts its arguments. Throws nothing.
 */
export function bindInvoked<A extends FloatArray>(table: Kernels<A>, call: Call<A>): BoundCall {
  const { routine } = call, { program } = routine;
  if (program === undefined) return bindPositional((...args: readonly unknown[]) => invoke(table, routine, args), call);
  if (isInRows(routine)) return bindPositional((...args: readonly (A | number)[]) => {
    const { m, n, operands, scalars } = givenInRows<A, number>(routine, args);
    table.elementwiseInRows(program, m, n, operands, scalars);
  }, call);
  const end = program.arrays.length;
  return bindPositional((n: number, ...rest: readonly (A | number)[]) =>
    table.elementwise(program, n, rest.slice(0, end) as A[], rest.slice(end) as number[]), call);
}
