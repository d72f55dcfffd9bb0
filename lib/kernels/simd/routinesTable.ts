/**
 * A table of routines over one memory, in either precision.
 *
 * Where an operand lies outside of that memory, or strides have no SIMD form, the call goes to another table; where the
 * routine has none, and for formulas, to the reference: the bits are the same.
 * @module
 */

import { now } from '../../core/eventLoop.ts';
import { ONCE, type BoundCall, type Call } from '../calls.ts';
import { emitterOf } from '../enlist.ts';
import type { Kernels } from '../kernels.ts';
import { loadRows } from '../loadRows.ts';
import type { FloatArray, Routine } from '../routines/routine.ts';
import { invoke, tableOf } from '../routines/tableOf.ts';
import { immediateProducts, immediateVectors } from './immediate.ts';
import { invoked, type Invocation } from './invocation.ts';
import { locate } from './located.ts';
import type { Linked } from './modules.ts';

/** What a call over the memory comes to; undefined where it has no SIMD form or an operand lies elsewhere. */
export type BindInside<A extends FloatArray> = (call: Call<A>) => readonly Invocation[] | BoundCall | undefined;

/**
 * Calls, or time, after which V8 has seen that a function is worth its best code; compiling goes on in the background.
 */
const WARM_UP_RUNS = 200;
const WARM_UP_MILLISECONDS = 5;

/** Of the routines that are described. */
export function bindRoutines<A extends FloatArray>(linked: Linked<A>): BindInside<A> {
  return (call) => {
    const located = locate(linked.memory, call);
    return located === undefined ? undefined : emitterOf(call.routine, linked.lanes)?.bind(linked, located);
  };
}

/** A call by itself. */
export function bindAlone<A extends FloatArray>(
  linked: Linked<A>, inside: BindInside<A>,
): (call: Call<A>) => BoundCall | undefined {
  return (call) => {
    const bound = inside(call);
    return bound === undefined || typeof bound === 'function' ? bound : invoked(linked.memory, bound);
  };
}

/** See the module. `inside` binds what lies in the memory. */
export function createRoutinesTable<A extends FloatArray>(
  name: string, routines: readonly Routine[], linked: Linked<A>, elsewhere: Kernels<A>, reference: Kernels<A>,
  inside: BindInside<A> = bindRoutines(linked),
): Kernels<A> {
  const { memory, compiled, lanes } = linked, alone = bindAlone(linked, inside);
  const other = (routine: Routine): Kernels<A> =>
    emitterOf(routine, lanes) === undefined && routine.program === undefined ? reference : elsewhere;
  const immediate = (routine: Routine) => emitterOf(routine, lanes) === undefined
    ? (...args: readonly (A | number)[]): unknown => invoke(reference, routine, args)
    : (...args: readonly (A | number)[]): unknown => {
      const bound = alone({ routine, args });
      return bound === undefined ? invoke(elsewhere, routine, args) : bound(ONCE);
    };
  return {
    name,
    allocate: (length) => memory.room.allocate(length) ?? elsewhere.allocate(length),
    reserve: (length, arrays) => elsewhere.reserve(length, arrays),
    warmUp(run) {
      const before = compiled.count;
      run();
      if (compiled.count === before) return;
      const started = now();
      for (let runs = 0; runs < WARM_UP_RUNS && now() - started < WARM_UP_MILLISECONDS; runs++) run();
    },
    bind: (call) => alone(call) ?? other(call.routine).bind(call),
    ...tableOf<A>(routines, immediate),
    ...immediateProducts(linked, elsewhere, reference),
    ...immediateVectors(linked, elsewhere, reference),
    loadRows,
    elementwise: (...call) => reference.elementwise(...call),
    elementwiseInRows: (...call) => reference.elementwiseInRows(...call),
  };
}
