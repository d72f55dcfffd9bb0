/**
 * The inner loops of a convolution: a tile of its result in registers, over terms that lie in runs.
 *
 * As in gemm's tile, lanes run across columns, so that each element has its own accumulator and its own order of sums.
 * @module
 */

import type { Func, Module } from '../../wasm/index.ts';
import { LANES, VECTOR_BYTES, storeColumns } from './lanes.ts';
import { mergeAfterLoop, padLoop } from './tricks.ts';

/** A tile: rows by vectors of columns. */
export interface NestedTile {
  /** Bytes from a to the first factor of each row. */
  readonly rows: readonly number[];
  /** Whether each column has a factor of its own, beside that of the column before; else a row has one for all. */
  readonly isEach: boolean;
  readonly vectors: number;
  /** How many columns the last vector has, 1 to 4; those beyond are neither meant nor written. */
  readonly lastColumns: number;
  /** Bytes from one term to the next within a run, for the rows' factors and for the columns'. */
  readonly aStep: number;
  readonly bStep: number;
  /** Bytes from one row of the result to the next. */
  readonly cStep: number;
}

/** A loop within a loop needs more, see lib/kernels/simd/tricks.ts. */
const PADDING = 200;

/**
 * A function (a, b, c, runs, count, aJump, bJump, accumulate): C ← Σ a·b, or C + Σ a·b where `accumulate` is not 0,
 * over `runs` runs of `count` terms. a, b, c are addresses, the jumps bytes from the end of one run to the next. There
 * is at least one run, of at least one term. Reads whole vectors of b and of C, and of a where each column has its own.
 */
export function emitNestedTile(
  m: Module, name: string, { rows, isEach, vectors, lastColumns, aStep, bStep, cStep }: NestedTile,
): Func {
  const parameters = {
    a: 'i32', b: 'i32', c: 'i32', runs: 'i32', count: 'i32', aJump: 'i32', bJump: 'i32', accumulate: 'i32',
  } as const;
  return m.func(name, { parameters }, (f, { a, b, c, runs, count, aJump, bJump, accumulate }) => {
    const columns = Array.from({ length: vectors }, (_, j) => j);
    const accumulators = rows.map((_, i) => columns.map((j) => f.local(`c${i}_${j}`, 'v128')));
    const bs = columns.map((j) => f.local(`b${j}`, 'v128')), factor = f.local('a_i', 'v128');
    const length = f.local('length', 'i32', f.i32.mul(count, bStep)), end = f.local('end', 'i32');
    a.set(f.i32.and(a, 0x7ffffffc)); // tells the compiler that an address needs no extension
    b.set(f.i32.and(b, 0x7ffffffc));
    f.if(accumulate, () => {
      accumulators.forEach((row, i) => row.forEach((accumulator, j) =>
        accumulator.set(f.v128.load(c, i * cStep + j * VECTOR_BYTES))));
    });
    f.loop((next) => {
      end.set(f.i32.add(b, length));
      f.loop((again) => {
        padLoop(f, b, PADDING);
        bs.forEach((vector, j) => vector.set(f.v128.load(b, j * VECTOR_BYTES)));
        accumulators.forEach((row, i) => {
          if (!isEach) factor.set(f.v128.load32_splat(a, rows[i]));
          row.forEach((accumulator, j) => {
            if (isEach) factor.set(f.v128.load(a, rows[i] + j * VECTOR_BYTES));
            accumulator.set(f.f32x4.add(f.f32x4.mul(factor, bs[j]), accumulator));
          });
        });
        a.set(f.i32.add(a, aStep));
        f.br_if(again, f.i32.ne(b.tee(f.i32.add(b, bStep)), end));
      });
      a.set(f.i32.add(a, aJump));
      b.set(f.i32.add(b, bJump));
      f.br_if(next, runs.tee(f.i32.sub(runs, 1)));
    });
    mergeAfterLoop(f, end, accumulators, factor);
    accumulators.forEach((row, i) => row.forEach((accumulator, j) =>
      storeColumns(f, c, accumulator, j === vectors - 1 ? lastColumns : LANES, i * cStep + j * VECTOR_BYTES)));
  });
}
