/**
 * Vectors: four lanes of binary32 or two of binary64, storing some of their lanes, and where sums in them start.
 * @module
 */

import type { Body, Local, Operand, Value } from '../../wasm/index.ts';
import type { FloatArray } from '../routines/routine.ts';

export const LANES = 4;
export const VECTOR_BYTES = 16;

/** The numbers in lanes. */
export type Float = 'f32' | 'f64';

/** What an emitter is written for, and the arrays that it works on. */
export interface Lanes<A extends FloatArray = FloatArray> {
  readonly float: Float;
  readonly count: 4 | 2;
  /** Bytes of an element, and the shift that makes them of a count. */
  readonly bytes: 4 | 8;
  readonly shift: 2 | 3;
  /** A scalar of the host in that precision. */
  round(value: number): number;
  readonly Array: {
    new (length: number): A;
    new (buffer: ArrayBufferLike, byteOffset: number, length: number): A;
  };
}

export const F32X4: Lanes<Float32Array> = {
  float: 'f32', count: LANES, bytes: 4, shift: 2, round: Math.fround, Array: Float32Array,
};
export const F64X2: Lanes<Float64Array> = {
  float: 'f64', count: 2, bytes: 8, shift: 3, round: (value) => value, Array: Float64Array,
};

/** Instructions on one number. */
interface Floats {
  load(address: Operand<'i32'>, offset?: number): Value<Float>;
  store(address: Operand<'i32'>, value: Operand<Float>, offset?: number): void;
  add(a: Operand<Float>, b: Operand<Float>): Value<Float>;
  mul(a: Operand<Float>, b: Operand<Float>): Value<Float>;
}

/** Instructions on all lanes. */
interface Vectors {
  splat(value: Operand<Float>): Value<'v128'>;
  add(a: Operand<'v128'>, b: Operand<'v128'>): Value<'v128'>;
  mul(a: Operand<'v128'>, b: Operand<'v128'>): Value<'v128'>;
}

export function floatsOf(f: Body, { float }: Lanes): Floats {
  return f[float];
}

export function vectorsOf(f: Body, { float }: Lanes): Vectors {
  return float === 'f32' ? f.f32x4 : f.f64x2;
}

/** The number at an address in all lanes. */
export function loadSplat(f: Body, { float }: Lanes, address: Operand<'i32'>, offset: number = 0): Value<'v128'> {
  return float === 'f32' ? f.v128.load32_splat(address, offset) : f.v128.load64_splat(address, offset);
}

/** The number at an address in the first lane, +0 in the others. */
export function loadFirst(f: Body, { float }: Lanes, address: Operand<'i32'>): Value<'v128'> {
  return float === 'f32' ? f.v128.load32_zero(address) : f.v128.load64_zero(address);
}

/** A vector with the number at an address in one of its lanes. */
export function loadLane(
  f: Body, { float }: Lanes, address: Operand<'i32'>, vector: Operand<'v128'>, lane: number,
): Value<'v128'> {
  return float === 'f32' ? f.v128.load32_lane(address, vector, lane) : f.v128.load64_lane(address, vector, lane);
}

/** Stores the first lanes of a vector, one of them to all, and nothing beyond. */
export function storeColumns(
  f: Body, address: Local<'i32'>, vector: Local<'v128'>, columns: number, offset: number = 0, lanes: Lanes = F32X4,
): void {
  if (columns === lanes.count) f.v128.store(address, vector, offset);
  else if (lanes.float === 'f64') f.v128.store64_lane(address, vector, 0, offset);
  else if (columns === 1) f.v128.store32_lane(address, vector, 0, offset);
  else {
    f.v128.store64_lane(address, vector, 0, offset);
    if (columns === 3) f.v128.store32_lane(address, vector, 2, offset + 8);
  }
}

/** Stores the first lanes, as `count` says: at least one, and not all. */
export function storeSome(
  f: Body, address: Local<'i32'>, vector: Local<'v128'>, count: Local<'i32'>, lanes: Lanes = F32X4,
): void {
  if (lanes.float === 'f64') return f.v128.store64_lane(address, vector, 0);
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
export function startSums(
  f: Body, sums: readonly Local<'v128'>[], accumulate: Local<'i32'>, y: Local<'i32'>, lanes: Lanes = F32X4,
): void {
  f.if(
    accumulate,
    () => sums.forEach((sum, v) => sum.set(f.v128.load(y, v * VECTOR_BYTES))),
    () => sums.forEach((sum) => sum.set(vectorsOf(f, lanes).splat(0))),
  );
}
