/**
 * Tables made from the descriptions of their routines.
 * @module
 */

import { routines, type Routines } from './index.ts';
import type { FloatArray, Routine } from './routine.ts';

/** The routines of a table, each made from its description. */
export function tableOf<A extends FloatArray>(make: (routine: Routine) => (...args: never[]) => unknown): Routines<A> {
  const table: object = Object.fromEntries(Object.values(routines).map((routine) => [routine.name, make(routine)]));
  if (!isTable<A>(table)) throw new Error('routines: each must be listed under its own name');
  return table;
}

function isTable<A extends FloatArray>(table: object): table is Routines<A> {
  return Object.keys(routines).every((name) => Object.hasOwn(table, name));
}

/** Calls a routine of a table by its description. */
export function invoke<A extends FloatArray>(table: Routines<A>, { name }: Routine, args: readonly unknown[]): unknown {
  return Reflect.apply(table[name as keyof Routines<A>], table, args);
}
