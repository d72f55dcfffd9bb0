/**
 * A table of kernels that shows every scalar operation of another one.
 * @module
 */

import { allRoutines } from '../../kernels/allRoutines.ts';
import { bindInvoked } from '../../kernels/bindInvoked.ts';
import type { Kernels } from '../../kernels/index.ts';
import { placeInRow, type InRows } from '../../kernels/routines/inRows.ts';
import { placeCall, span } from '../../kernels/routines/placeCall.ts';
import type { Routine } from '../../kernels/routines/routine.ts';
import { invoke, tableOf } from '../../kernels/routines/tableOf.ts';
import type { Phase } from './operation.ts';
import { recordCall, recordReturned, regionOf, regionsOf } from './recordCall.ts';
import { recordFormula } from './recordFormula.ts';
import type { Recorder } from './recorder.ts';

/** Elements of the arrays of a program that it writes, each once. */
function union(lists: readonly Iterable<number>[]): Iterable<number> {
  return lists.length === 1 ? lists[0] : [...new Set(lists.flatMap((list) => [...list]))].sort((a, b) => a - b);
}

/** The elements of rows of n that stand at these places of an array, row by row; what lies between rows is none. */
function elementsAt(places: Iterable<number>, [, offset, step]: InRows<Float32Array>, n: number): number[] {
  return [...places].flatMap((place) => {
    const column = (place - offset) % step;
    return column < n ? [((place - offset - column) / step) * n + column] : [];
  });
}

/**
 * A table that computes with `base` and tells `recorder` of every scalar operation that made a wanted element:
 * from the operands as they stand before the call, in the order that the routine's definition fixes.
 * What this gives must have the very bits that `base` writes, else an Error names routine, element and both values:
 * so what is recorded is what was computed.
 *
 * Multiplications by an alpha or beta of 1 change nothing and are left out. `loadRows` copies and `allFinite` looks;
 * neither is recorded. With `phase`, all that the table does belongs to that one.
 */
export function createTracingKernels(base: Kernels, recorder: Recorder, phase?: Phase): Kernels {
  const begin = (): void => { recorder.phase = phase ?? recorder.phase; };
  const traced = (routine: Routine) => (...args: readonly (Float32Array | number | string)[]): unknown => {
    if (routine.elements === undefined) return invoke(base, routine, args);
    begin();
    const call = { routine: routine.name, formula: undefined }, placed = placeCall<Float32Array>(routine, args);
    if (routine.returns === undefined) {
      const replay = (wanted: readonly Iterable<number>[]): void => recordCall(recorder, routine, placed, wanted);
      return recorder.writing(call, regionsOf(placed), replay, () => { invoke(base, routine, args); });
    }
    const run = (): number => Number(invoke(base, routine, args));
    return recorder.returning(call, regionOf(placed.operands[0]), () => recordReturned(recorder, routine, placed), run);
  };
  const table: Kernels = {
    ...tableOf<Float32Array>(allRoutines, traced),
    bind: (call) => bindInvoked(table, call),
    name: 'tracing',
    warmUp: () => {},
    allocate(length) {
      const array = base.allocate(length);
      recorder.names.allocate('scratch', array);
      return array;
    },
    reserve: (length, arrays) => createTracingKernels(base.reserve(length, arrays), recorder, phase),
    loadRows: (count, width, source, indices, first, out) => base.loadRows(count, width, source, indices, first, out),
    elementwise(program, n, arrays, scalars = []) {
      begin();
      recorder.writing(
        { routine: 'elementwise', formula: program.name },
        program.stores.map(({ array }) => ({ array: arrays[array], start: 0, end: n })),
        (wanted) => {
          const placed = arrays.map((array) => ({ array, placeOf: (element: number) => element }));
          recordFormula(recorder, union(wanted), program, placed, scalars);
        },
        () => base.elementwise(program, n, arrays, scalars),
      );
    },
    elementwiseInRows(program, m, n, arrays, scalars = []) {
      begin();
      const written = program.stores.map(({ array }) => arrays[array]);
      recorder.writing(
        { routine: 'elementwiseInRows', formula: program.name },
        written.map(([array, offset, step]) =>
          ({ array, start: offset, end: offset + span({ rows: m, columns: n, step }) })),
        (wanted) => {
          const placed = arrays.map((lying) => ({
            array: lying[0], placeOf: (element: number) => placeInRow(lying, Math.floor(element / n), element % n),
          }));
          const elements = wanted.map((places, i) => elementsAt(places, written[i], n));
          recordFormula(recorder, union(elements), program, placed, scalars);
        },
        () => base.elementwiseInRows(program, m, n, arrays, scalars),
      );
    },
  };
  return table;
}
