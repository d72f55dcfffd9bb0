/**
 * Every routine: for tables that are asked for them by name, and for the suites.
 * @module
 */

import type { Calls, Tensor } from './calls.ts';
import { elementwise, elementwiseInRows } from './callsOfFormulas.ts';
import * as callsOfRoutines from './callsOfRoutines.ts';
import type { Routines } from './routines/routines.ts';
import type { Routine } from './routines/routine.ts';

type Listed = Readonly<Record<keyof Routines<Float32Array>, Routine>>;

/** In order of their names. A list is made once: doors that make it at every call cost more than what they call. */
export const allRoutines: readonly Routine[] = Object.values(callsOfRoutines).map(({ routine }) => routine);

/** By name. */
export const routines: Listed = Object.fromEntries(allRoutines.map((routine) => [routine.name, routine])) as Listed;

const all: Calls<unknown> = { ...callsOfRoutines, elementwise, elementwiseInRows };

/** What makes calls of every routine. It trusts its arguments, as tables do: nothing is checked. Throws nothing. */
export function callsOf<A = Tensor>(): Calls<A> {
  return all as Calls<A>;
}
