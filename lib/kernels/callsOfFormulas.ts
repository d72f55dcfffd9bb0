/**
 * What makes calls of formulas.
 * @module
 */

import type { Program } from '../formula/index.ts';
import type { Call, Scalar, Size } from './calls.ts';
import { programRoutine } from './routines/elementwise.ts';
import { flatInRows, programRoutineInRows } from './routines/elementwiseInRows.ts';
import type { InRows } from './routines/inRows.ts';

/** A formula on the first n elements of its arrays. */
export function elementwise<A>(
  program: Program, n: Size, arrays: readonly A[], scalars: readonly Scalar[] = [],
): Call<A> {
  return { routine: programRoutine(program), args: [n, ...arrays, ...scalars] };
}

/** A formula on m rows of n elements of its arrays. */
export function elementwiseInRows<A>(
  program: Program, m: Size, n: Size, arrays: readonly InRows<A>[], scalars: readonly Scalar[] = [],
): Call<A> {
  return { routine: programRoutineInRows(program, arrays), args: flatInRows<A, Size | Scalar>(m, n, arrays, scalars) };
}
