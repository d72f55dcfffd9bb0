/**
 * What pleases one compiler: V8 before its Turboshaft back end (Node.js 20 and 22). None of it changes a bit, and later
 * versions are indifferent to it. Measured on the inner loop of gemm, 5 rows by 8 columns, in GFLOP/s of 52 possible.
 *
 * The compiler keeps loads in their order but places each multiplication and addition as late as it can,
 * walking backwards from the uses; it has no scheduler beyond that. Left alone, it loads all of a step's operands
 * before the first product, runs out of its 15 registers and spills: 21.
 *
 * 1. `mergeAfterLoop`: a conditional that is never taken reassigns the accumulators between the loop and their stores.
 *    The stores then use its merged values, so the loop's additions have no late use outside, and each broadcast
 *    is placed right before its row: 44.5.
 * 2. `tie`: in the branch that is never taken, each accumulator of a row is computed from all of that row,
 *    which makes the compiler release their additions together and emit product, product, sum, sum: 51.6.
 * 3. `padLoop`: small inner loops are unrolled by the compiler, which undoes 1 and 2 (22). Operations that are dropped
 *    at once generate no code but count towards the size from which on it does not unroll.
 * 4. Rows ascend in the source where stores follow the loop directly, as here; were the epilogue to load
 *    (a bias, a mask), they would have to descend.
 *
 * 6 × 8 and 4 × 12 need more than 15 registers and run at half the speed.
 * @module
 */

import type { Body, Local } from '../../wasm/index.ts';

/** Dropped operations in a loop that is not nested in another: its node count must pass 50. */
const PADDING = 60;

/** See 3. */
export function padLoop(f: Body, pointer: Local<'i32'>, padding: number = PADDING): void {
  for (let i = 0; i < padding; i++) f.drop(f.i32.add(pointer, i + 1));
}

/** See 1 and 2; `never` is a number that is never 0, which the compiler cannot know. */
export function mergeAfterLoop(
  f: Body, never: Local<'i32'>, rows: readonly (readonly Local<'v128'>[])[], tied: Local<'v128'>,
): void {
  f.if(f.i32.eqz(never), () => {
    for (const row of rows) tie(f, row, tied);
  });
}

function tie(f: Body, row: readonly Local<'v128'>[], tied: Local<'v128'>): void {
  tied.set(row.slice(1).reduce<Local<'v128'> | ReturnType<Body['v128']['xor']>>(
    (all, accumulator) => f.v128.xor(all, accumulator), row[0],
  ));
  for (const accumulator of row) accumulator.set(tied);
}
