/**
 * Tables made from the descriptions of their routines.
 * @module
 */

import type { Routines } from './routines.ts';
import type { FloatArray, Routine } from './routine.ts';

/** The routines of a table, each made from its description. Where not all are given, the table has no others. */
export function tableOf<A extends FloatArray>(
  routines: readonly Routine[], make: (routine: Routine) => (...args: never[]) => unknown,
): Routines<A> {
  return Object.fromEntries(routines.map((routine) => [routine.name, make(routine)])) as object as Routines<A>;
}

/** Calls a routine of a table by its description. */
export function invoke<A extends FloatArray>(table: Routines<A>, { name }: Routine, args: readonly unknown[]): unknown {
  return Reflect.apply(table[name as keyof Routines<A>], table, args);
}
