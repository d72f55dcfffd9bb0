/**
 * The table of compute routines that everything above is written against.
 *
 * What each routine computes stands in its file in lib/kernels/routines: formula, shapes and the order of every sum.
 * Each table (reference, SIMD, …) gives the same bits; the binary64 witness follows the same formulas at its own
 * rounding. ⊕ ⊖ ⊗ ⊘ are the correctly rounded operations of the table's precision.
 *
 * Common to all routines:
 * - Matrices are row-major; `ld…` is the number of elements from one row to the next, `…Offset` where
 *   the operand starts.
 * - Routines trust their caller: shapes fit, and what is written does not overlap what is read, unless a routine allows
 *   it. The doors in lib/kernels/index.ts check; layers and plans are built so that it holds.
 * - NaN stays NaN; which NaN is not promised.
 * @module
 */

import type { Program } from '../formula/index.ts';
import type { BoundCall, Call } from './calls.ts';
import type { Indices, RowSource } from './loadRows.ts';
import type { InRows } from './routines/inRows.ts';
import type { Routines } from './routines/routines.ts';
import type { FloatArray } from './routines/routine.ts';

/**
 * The routines. They trust their caller, as BLAS and LAPACK do: sizes, offsets, lengths and overlaps are checked
 * nowhere here, and what does not fit gives wrong numbers without a word. The doors of `bitgrad/kernels` check.
 */
export interface Kernels<A extends FloatArray = Float32Array> extends Routines<A> {
  /** What runs: 'reference', 'simd', 'float64', … */
  readonly name: string;

  /**
   * Calls `run`, which uses this table's routines, until what is emitted and compiled at first use is at full speed;
   * not at all where nothing is.
   */
  warmUp(run: () => void): void;

  /** `length` zeros that this table works on fastest. Arrays from elsewhere work too. */
  allocate(length: number): A;

  /**
   * A table like this one whose `allocate` hands out parts of one block of memory, with room for `length` elements and
   * the padding between `arrays` arrays. Other tables may have room in the same block; none is given what another was.
   * The block is freed with the last of its tables and arrays. What does not fit comes from elsewhere.
   */
  reserve(length: number, arrays: number): Kernels<A>;

  /** Settles all of a call that does not change from run to run. Arrays must stay where they are. */
  bind(call: Call<A>): BoundCall;

  /**
   * The same for calls that follow each other, where a table does better than one by one. What it gives is run in its
   * order; calls that return something have a function of their own, others may share one. It may take room for good.
   */
  bindAll?(calls: readonly Call<A>[]): BoundCall[];

  /**
   * A loop whose turns come to at most so many calls in all is given to `bindAll` as these calls, one turn after the
   * other, in one row with the calls around it; a longer one is bound once and run turn by turn. Default 0.
   */
  readonly unrolls?: number;

  /**
   * Row r of `out` ← row indices[first + r] of `source`, or row first + r without `indices`, for r < count, rows of
   * `width` elements; `source` is the caller's, anywhere. A byte b of `ScaledBytes` becomes b ⊘ 255. A loader of
   * data: it has no derivative.
   */
  loadRows(
    count: number, width: number, source: RowSource, indices: Indices | undefined, first: number, out: A,
  ): void;

  /**
   * Runs a program on the first n elements of `arrays`, which may be one another but not overlap otherwise. Scalars are
   * rounded to the table's precision; none by default. See lib/formula.
   */
  elementwise(program: Program, n: number, arrays: readonly A[], scalars?: ArrayLike<number>): void;

  /**
   * The same on m rows of n elements, which lie in each array as {@link InRows} says. What is written may be the very
   * rows of what is read, and does not overlap it otherwise.
   */
  elementwiseInRows(
    program: Program, m: number, n: number, arrays: readonly InRows<A>[], scalars?: ArrayLike<number>,
  ): void;
}
