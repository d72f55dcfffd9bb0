/**
 * Rows by their numbers, for users: checked doors to the default table, which refuse what those of BLAS refuse, and ids
 * that are no row.
 * @module
 */

import * as make from './callsOfRoutines.ts';
import { checkOf } from './checkOf.ts';
import { defaultKernels } from './defaultKernels.ts';
import type { Kernels } from './kernels.ts';

const check = { gather: checkOf(make.gather.routine), scatterAdd: checkOf(make.scatterAdd.routine) };

/**
 * Row i of y ← row ids[i] of x: {@link Kernels.gather}, checked. Throws RangeError for an id that is no row of x, and
 * what `gemm` throws.
 */
export function gather(...call: Parameters<Kernels['gather']>): void {
  check.gather(call);
  defaultKernels().gather(...call);
}

/**
 * y ← beta·y, then row ids[i] of y ← itself + row i of x: {@link Kernels.scatterAdd}, checked. Throws RangeError for an
 * id that is no row of y, and what `gemm` throws.
 */
export function scatterAdd(...call: Parameters<Kernels['scatterAdd']>): void {
  check.scatterAdd(call);
  defaultKernels().scatterAdd(...call);
}
