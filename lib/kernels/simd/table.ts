/**
 * The SIMD table of binary32 over one memory: its routines, formulas as SIMD code, and lists of calls as tapes.
 * @module
 */

import { ScaledBytes } from '../../core/scaledBytes.ts';
import { ONCE, type Call } from '../calls.ts';
import type { Kernels } from '../kernels.ts';
import { flatInRows, isInRows, programRoutineInRows } from '../routines/elementwiseInRows.ts';
import type { Routine } from '../routines/routine.ts';
import { MAXIMUM_SCALARS, bindElementwise, linkElementwise } from './emitters/elementwise.ts';
import { bindElementwiseInRows } from './emitters/elementwiseInRows.ts';
import { loadBytes } from './emitters/loadRows.ts';
import { immediateSums } from './immediate.ts';
import { locate } from './located.ts';
import type { Linked } from './modules.ts';
import { bindAlone, bindRoutines, createRoutinesTable, type BindInside } from './routinesTable.ts';
import { bindTapes } from './tape.ts';

type A = Float32Array;

const NO_SCALARS: readonly number[] = [];

/** What calls come to over the memory of `linked`. */
export function bindInside(linked: Linked<A>): BindInside<A> {
  const described = bindRoutines(linked);
  return (call) => {
    const { routine } = call, { program } = routine;
    if (program === undefined) return described(call);
    const located = locate(linked.memory, call);
    if (located === undefined) return undefined;
    if (isInRows(routine)) return bindElementwiseInRows(linked, routine, located);
    return bindElementwise(linked, program, located);
  };
}

/**
 * A table of these routines over the memory of `linked`. `elsewhere` takes operands that lie outside, `reference`
 * strides that have no SIMD form.
 */
export function createTable(
  routines: readonly Routine[], linked: Linked<A>, elsewhere: Kernels, reference: Kernels,
): Kernels {
  const { memory } = linked, inside = bindInside(linked);
  const alone = bindAlone(linked, inside);
  const table = createRoutinesTable('simd', routines, linked, elsewhere, reference, inside), { bind } = table;
  return {
    ...table,
    ...immediateSums(linked, elsewhere, reference),
    bindAll(calls: readonly Call<A>[]) {
      if (this.bind !== bind) return calls.map((call) => this.bind(call)); // a user's table, made from this one
      return bindTapes(linked, calls.map((call) => inside(call) ?? elsewhere.bind(call)), this.allocate);
    },
    loadRows(count, width, source, indices, first, out) {
      const address = source instanceof ScaledBytes ? memory.addressOf(out) : -1;
      if (address < 0 || !(source instanceof ScaledBytes)) table.loadRows(count, width, source, indices, first, out);
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
      const bound = alone({ routine, args: flatInRows(m, n, arrays, Array.from(scalars)) });
      if (bound === undefined) elsewhere.elementwiseInRows(program, m, n, arrays, scalars);
      else bound(ONCE);
    },
  };
}
