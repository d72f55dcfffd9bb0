/**
 * The witness: the same formulas in binary64, for checking gradients, for curvature and for minimizers.
 *
 * Its loops are written to be read, not to be fast.
 * @module
 */

import { bindPositional } from '../calls.ts';
import type { Kernels } from '../kernels.ts';
import { loadRows } from '../loadRows.ts';
import { tableOf } from '../routines/tableOf.ts';
import { elementwise, elementwiseInRows } from './elementwise.ts';

/** The binary64 witness. Throws nothing. */
export function createFloat64Kernels(): Kernels<Float64Array> {
  const table: Kernels<Float64Array> = {
    name: 'float64',
    warmUp: () => {},
    allocate: (length) => new Float64Array(length),
    reserve: () => table,
    ...tableOf<Float64Array>(({ loop64 }) => loop64),
    loadRows,
    bind: (call) => bindPositional(call.routine.loop64, call),
    elementwise,
    elementwiseInRows,
  };
  return table;
}
