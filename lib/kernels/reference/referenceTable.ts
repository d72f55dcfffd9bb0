/**
 * The reference table: plain TypeScript that defines every bit.
 * @module
 */

import type { Program } from '../../formula/index.ts';
import { bindPositional } from '../calls.ts';
import type { Kernels } from '../kernels.ts';
import { loadRows } from '../loadRows.ts';
import type { Routine } from '../routines/routine.ts';
import { tableOf } from '../routines/tableOf.ts';
import { flatInRows, programRoutineInRows } from '../routines/elementwiseInRows.ts';
import { LinkedProgram } from './elementwise.ts';

/** A reference table of these routines; its only state is the programs it has made ready. */
export function referenceTable(routines: readonly Routine[]): Kernels {
  const programs = new WeakMap<Program, LinkedProgram>();
  const table: Kernels = {
    name: 'reference',
    warmUp: () => {},
    allocate: (length) => new Float32Array(length),
    reserve: () => table,
    ...tableOf<Float32Array>(routines, ({ loop32 }) => loop32),
    loadRows,
    bind: (call) => bindPositional(call.routine.loop32, call),
    elementwise(program, n, arrays, scalars) {
      let linked = programs.get(program);
      if (linked === undefined) programs.set(program, linked = new LinkedProgram(program));
      linked.run(n, arrays, scalars);
    },
    elementwiseInRows(program, m, n, arrays, scalars = []) {
      const { loop32 } = programRoutineInRows(program, arrays);
      Reflect.apply(loop32, undefined, flatInRows(m, n, arrays, Array.from(scalars)));
    },
  };
  return table;
}
