/**
 * The SIMD table whose rows of calls are run by the threads of a team, over memories that these share.
 * @module
 */

import { bindInRows } from '../bindInRows.ts';
import { ONCE, type BoundCall, type Call } from '../calls.ts';
import type { Kernels } from '../kernels.ts';
import { runList } from '../lists.ts';
import { eachArgument, placesOf } from '../routines/placeCall.ts';
import type { Routine } from '../routines/routine.ts';
import { tableOf } from '../routines/tableOf.ts';
import { Choice } from './choice.ts';
import { ImmediateRows } from './immediateRows.ts';
import { Row, bindQuestion, bindRow } from './row.ts';
import type { Place } from './settled.ts';
import type { TeamMemory } from './teamMemory.ts';
import { workOf } from './work.ts';

type A = Float32Array;

/**
 * Nanoseconds of a call by itself from which on it is shared out: to wake threads takes some 100 µs, and what they have
 * written comes from their caches afterwards, a line at a time.
 */
const LEAST_ALONE = 500_000;
/** Loops of up to so many calls are shared out as a whole: then no thread waits between turns of its own examples. */
const UNROLLED = 256;
/** 32-bit words of a word of a script. */
const HALVES = 2;

/** Whether a call may be part of a row: its scalars are known before, or lie in the scratch. */
function isOfRow({ routine, args }: Call<A>): boolean {
  if (routine.returns !== undefined) return false;
  if (routine.program !== undefined) return true;
  let isKnown = true;
  eachArgument(routine, (kind, position) => {
    const given: unknown = args[position];
    if (kind === 'scalar' && typeof given === 'object' && given !== null && 'number' in given) isKnown = false;
  });
  return isKnown;
}

/** Whether shares of it make a result: numbers that are returned are sums, which are not split. */
const isShared = ({ returns }: Routine): boolean => returns !== 'number';

/**
 * Whether a call by itself may be large: it goes over three sizes or more, as products do. Linear algebra makes others
 * by the thousand, which even to ask for their size would slow down.
 */
const mayBeLarge = (routine: Routine): boolean => isShared(routine) && placesOf(routine).sizes.length > 2;

/** Gives scripts room that `allocate` has; a larger one takes new room, where there is some. */
function placeIn(memory: TeamMemory, allocate: (length: number) => A): () => Place {
  return () => {
    let room: number | undefined, has = 0;
    return (words) => {
      if (words > has) {
        const address = memory.linked.memory.addressOf(allocate(HALVES * words));
        if (address < 0) return undefined;
        room = address / Float64Array.BYTES_PER_ELEMENT;
        has = words;
      }
      return room;
    };
  };
}

/** `base` is the table of one thread over the memory. */
export function createThreadsTable(routines: readonly Routine[], memory: TeamMemory, base: Kernels): Kernels {
  const { bind } = base, choice = memory.isForced ? undefined : new Choice(false);
  const rows = new ImmediateRows(memory);
  const one = (run: readonly BoundCall[]): BoundCall => (run.length === 1 ? run[0] : (state) => runList(run, state));
  const immediate = (routine: Routine) => {
    const call = base[routine.name as keyof Kernels] as (...args: readonly unknown[]) => unknown;
    return (...args: Call<A>['args']): unknown => {
      const isSmall = !memory.isForced && workOf({ routine, args }) < LEAST_ALONE;
      const row = isSmall || memory.team.isOver ? undefined : rows.rowOf({ routine, args });
      if (row === undefined) return Reflect.apply(call, base, args);
      const bindShared = routine.returns === 'boolean' ? bindQuestion : bindRow;
      return bindShared(row, () => Reflect.apply(call, base, args))(ONCE);
    };
  };
  return {
    ...base,
    name: 'threads',
    unrolls: UNROLLED,
    ...tableOf<A>(routines.filter(memory.isForced ? isShared : mayBeLarge), immediate),
    bindAll(calls) {
      const alone = (row: readonly Call<A>[]): BoundCall[] =>
        base.bindAll?.call(this, row) ?? row.map((call) => this.bind(call));
      if (this.bind !== bind) return alone(calls); // a user's table, made from this one
      const placeOf = placeIn(memory, (length) => this.allocate(length));
      return bindInRows(
        calls, (call) => (isOfRow(call) ? [call] : undefined),
        (row) => [bindRow(new Row(memory, row, placeOf, choice), one(alone(row)))],
        (call) => {
          const bound = one(alone([call]));
          if (call.routine.returns !== 'boolean') return bound;
          return bindQuestion(new Row(memory, [call], placeOf, choice), bound);
        },
      );
    },
  };
}
