/**
 * The SIMD table over one memory.
 *
 * Where an operand lies outside of that memory, or a routine has no SIMD form (strides other than 1), the call goes to
 * another table: the bits are the same.
 * @module
 */

import { now } from '../../core/eventLoop.ts';
import { ScaledBytes } from '../../core/scaledBytes.ts';
import { ONCE, type BoundCall, type Call } from '../calls.ts';
import type { Kernels } from '../kernels.ts';
import { loadRows } from '../loadRows.ts';
import type { Routine } from '../routines/routine.ts';
import { flatInRows, isInRows, programRoutineInRows } from '../routines/elementwiseInRows.ts';
import { invoke, tableOf } from '../routines/tableOf.ts';
import { MAXIMUM_SCALARS, bindElementwise, linkElementwise } from './emitters/elementwise.ts';
import { bindElementwiseInRows } from './emitters/elementwiseInRows.ts';
import { emitters } from './emitters/index.ts';
import { loadBytes } from './emitters/loadRows.ts';
import { immediateProducts, immediateVectors } from './immediate.ts';
import { locate } from './located.ts';
import { invoked, type Invocation } from './invocation.ts';
import type { Linked } from './modules.ts';
import { bindTapes } from './tape.ts';

type A = Float32Array;

const NO_SCALARS: readonly number[] = [];

/**
 * Calls, or time, after which V8 has seen that a function is worth its best code; compiling goes on in the background.
 */
const WARM_UP_RUNS = 200;
const WARM_UP_MILLISECONDS = 5;

/**
 * A table over the memory of `linked`. `elsewhere` takes operands that lie outside, `reference` strides that have no
 * SIMD form.
 */
export function createTable(linked: Linked, elsewhere: Kernels, reference: Kernels): Kernels {
  const { memory, compiled } = linked;
  const bindInside = (call: Call<A>): readonly Invocation[] | BoundCall | undefined => {
    const located = locate(memory, call), { name, program } = call.routine;
    if (located === undefined) return undefined;
    if (isInRows(call.routine)) return bindElementwiseInRows(linked, call.routine, located);
    if (program !== undefined) return bindElementwise(linked, program, located);
    return emitters[name]?.bind(linked, located);
  };
  const bindAlone = (call: Call<A>): BoundCall | undefined => {
    const bound = bindInside(call);
    return bound === undefined || typeof bound === 'function' ? bound : invoked(memory, bound);
  };
  const bind = (call: Call<A>): BoundCall => bindAlone(call) ?? elsewhere.bind(call);
  const immediate = (routine: Routine) => (...args: readonly (A | number)[]): unknown => {
    const bound = bindAlone({ routine, args });
    return bound === undefined ? invoke(elsewhere, routine, args) : bound(ONCE);
  };
  return {
    name: 'simd',
    allocate: (length) => memory.room.allocate(length) ?? elsewhere.allocate(length),
    reserve: (length, arrays) => elsewhere.reserve(length, arrays),
    warmUp(run) {
      const before = compiled.count;
      run();
      if (compiled.count === before) return;
      const started = now();
      for (let runs = 0; runs < WARM_UP_RUNS && now() - started < WARM_UP_MILLISECONDS; runs++) run();
    },
    bind,
    bindAll(calls) {
      if (this.bind !== bind) return calls.map((call) => this.bind(call)); // a user's table, made from this one
      return bindTapes(linked, calls.map((call) => bindInside(call) ?? elsewhere.bind(call)), this.allocate);
    },
    ...tableOf<A>(immediate),
    ...immediateProducts(linked, elsewhere, reference),
    ...immediateVectors(linked, elsewhere, reference),
    loadRows(count, width, source, indices, first, out) {
      const address = source instanceof ScaledBytes ? memory.addressOf(out) : -1;
      if (address < 0 || !(source instanceof ScaledBytes)) loadRows(count, width, source, indices, first, out);
      else loadBytes(linked, count, width, source, indices, first, address);
    },
    elementwise(program, n, arrays, scalars = NO_SCALARS) {
      const addresses = arrays.map((array) => memory.addressOf(array));
      if (scalars.length > MAXIMUM_SCALARS || addresses.some((address) => address < 0)) {
        return elsewhere.elementwise(program, n, arrays, scalars);
      }
      memory.scalars.set(scalars);
      linkElementwise(linked, program)(n, ...addresses);
    },
    elementwiseInRows(program, m, n, arrays, scalars = NO_SCALARS) {
      const routine = programRoutineInRows(program, arrays);
      const bound = bindAlone({ routine, args: flatInRows(m, n, arrays, Array.from(scalars)) });
      if (bound === undefined) elsewhere.elementwiseInRows(program, m, n, arrays, scalars);
      else bound(ONCE);
    },
  };
}
