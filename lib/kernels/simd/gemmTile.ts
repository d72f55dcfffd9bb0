/**
 * The inner loop of gemm: a tile of C in registers.
 *
 * Lanes run across columns of C, so that each element has its own accumulator and its own order of sums,
 * the contract's.
 * @module
 */

import type { Body, Func, Local, Module } from '../../wasm/index.ts';
import { VECTOR_BYTES, loadSplat, storeColumns, vectorsOf, type Lanes } from './lanes.ts';
import { mergeAfterLoop, padLoop } from './tricks.ts';

/** A tile: rows of C by vectors of columns. */
export interface Tile {
  readonly rows: number;
  readonly vectors: number;
  /** How many columns the last vector has, 1 to all; those beyond are neither meant nor written. */
  readonly lastColumns: number;
  /**
   * Bytes from one row of A to the next, where that is a constant; else A is so laid out that a tile's rows
   * are adjacent.
   */
  readonly rowBytes: number | undefined;
}

/**
 * A function (a, aStep, b, bStep, c, cStep, k, accumulate): C ← A·B, or C + A·B where `accumulate` is not 0.
 *
 * a, b, c are addresses; aStep and bStep bytes from one p to the next, cStep bytes from one row of C to the next.
 * k ≥ 1. Reads whole vectors of B and C.
 */
export function emitTile(
  m: Module, name: string, lanes: Lanes, { rows, vectors, lastColumns, rowBytes }: Tile,
): Func {
  const parameters = {
    a: 'i32', aStep: 'i32', b: 'i32', bStep: 'i32', c: 'i32', cStep: 'i32', k: 'i32', accumulate: 'i32',
  } as const;
  return m.func(name, { parameters }, (f, { a, aStep, b, bStep, c, cStep, k, accumulate }) => {
    const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
    const accumulators = range(rows).map((i) => range(vectors).map((j) => f.local(`c${i}_${j}`, 'v128')));
    const bs = range(vectors).map((j) => f.local(`b${j}`, 'v128'));
    const broadcast = f.local('a_i', 'v128');
    const row = f.local('row', 'i32'), each = vectorsOf(f, lanes);
    a.set(f.i32.and(a, 0x7ffffffc)); // tells the compiler that an address needs no extension
    b.set(f.i32.and(b, 0x7ffffffc));
    const end = f.local('end', 'i32', f.i32.add(b, f.i32.mul(k, bStep)));
    f.if(accumulate, () => {
      eachRow(f, accumulators, row, c, cStep, (accumulator, j) => accumulator.set(f.v128.load(row, VECTOR_BYTES * j)));
    });
    f.loop((again) => {
      padLoop(f, b);
      bs.forEach((vector, j) => vector.set(f.v128.load(b, VECTOR_BYTES * j)));
      accumulators.forEach((columns, i) => {
        broadcast.set(loadSplat(f, lanes, a, i * (rowBytes ?? lanes.bytes)));
        columns.forEach((accumulator, j) => accumulator.set(each.add(each.mul(broadcast, bs[j]), accumulator)));
      });
      a.set(f.i32.add(a, rowBytes === undefined ? aStep : lanes.bytes));
      b.set(f.i32.add(b, bStep));
      f.br_if(again, f.i32.ne(b, end));
    });
    mergeAfterLoop(f, end, accumulators, broadcast);
    eachRow(f, accumulators, row, c, cStep, (accumulator, j) => {
      storeColumns(f, row, accumulator, j === vectors - 1 ? lastColumns : lanes.count, VECTOR_BYTES * j, lanes);
    });
  });
}

/** Calls back for each accumulator, with `row` at the address of its row of C. */
function eachRow(
  f: Body, accumulators: readonly (readonly Local<'v128'>[])[], row: Local<'i32'>, c: Local<'i32'>, cStep: Local<'i32'>,
  each: (accumulator: Local<'v128'>, j: number) => void,
): void {
  accumulators.forEach((columns, i) => {
    row.set(i === 0 ? c : f.i32.add(row, cStep));
    columns.forEach(each);
  });
}
