/**
 * Vectors of four lanes: their size, storing some of their lanes, and where sums in them start.
 * @module
 */

import type { Body, Local } from '../../wasm/index.ts';

export const LANES = 4;
export const VECTOR_BYTES = 16;

/** Stores the first 1 to 4 lanes of a vector, and nothing beyond. */
export function storeColumns(
  f: Body, address: Local<'i32'>, vector: Local<'v128'>, columns: number, offset: number = 0,
): void {
  if (columns === LANES) f.v128.store(address, vector, offset);
  else if (columns === 1) f.v128.store32_lane(address, vector, 0, offset);
  else {
    f.v128.store64_lane(address, vector, 0, offset);
    if (columns === 3) f.v128.store32_lane(address, vector, 2, offset + 8);
  }
}

/** Stores the first 1, 2 or 3 lanes, as `count` says. */
export function storeSome(f: Body, address: Local<'i32'>, vector: Local<'v128'>, count: Local<'i32'>): void {
  f.if(
    f.i32.and(count, 2),
    () => {
      f.v128.store64_lane(address, vector, 0);
      f.if(f.i32.and(count, 1), () => f.v128.store32_lane(address, vector, 2, 8));
    },
    () => f.v128.store32_lane(address, vector, 0),
  );
}

/** Sums start from what is at y, or from +0. */
export function startSums(f: Body, sums: readonly Local<'v128'>[], accumulate: Local<'i32'>, y: Local<'i32'>): void {
  f.if(
    accumulate,
    () => sums.forEach((sum, v) => sum.set(f.v128.load(y, v * VECTOR_BYTES))),
    () => sums.forEach((sum) => sum.set(f.f32x4.splat(0))),
  );
}
