/**
 * Loops over vectors, and over the elements that are left.
 *
 * A count goes down as its loop runs, and pointers move along, so that the next loop goes on where one ends.
 * @module
 */

import type { Body, Local, Value } from '../../wasm/index.ts';
import { F32X4, VECTOR_BYTES, storeSome, type Lanes } from './lanes.ts';

type Pointer = Local<'i32'>;

/** Loads what is meant at a pointer: a whole vector, or what is left of one. */
export type Load = (pointer: Pointer) => Value<'v128'>;

/** Runs `body`, then takes `step` from `left`, as long as that is at least `step`. */
export function whileAtLeast(f: Body, left: Local<'i32'>, step: number, body: () => void): void {
  f.block((done) => {
    f.loop((again) => {
      f.br_if(done, f.i32.lt_u(left, step));
      body();
      left.set(f.i32.sub(left, step));
      f.br(again);
    });
  });
}

/**
 * The loop over whole vectors: `body` is run for each of `unroll` offsets, then the pointers move on. What is left
 * stays in n.
 */
export function eachVector(
  f: Body, n: Local<'i32'>, pointers: readonly Pointer[], unroll: number, body: (offset: number) => void,
  lanes: Lanes = F32X4,
): void {
  for (const count of unroll === 1 ? [1] : [unroll, 1]) {
    whileAtLeast(f, n, count * lanes.count, () => {
      for (let u = 0; u < count; u++) body(u * VECTOR_BYTES);
      for (const pointer of pointers) pointer.set(f.i32.add(pointer, count * VECTOR_BYTES));
    });
  }
}

/** The same for single elements. */
export function eachElement(
  f: Body, n: Local<'i32'>, pointers: readonly Pointer[], body: () => void, lanes: Lanes = F32X4,
): void {
  whileAtLeast(f, n, 1, () => {
    body();
    for (const pointer of pointers) pointer.set(f.i32.add(pointer, lanes.bytes));
  });
}

/** Sets so many elements to +0. */
export function clear(f: Body, first: Pointer, elements: Value<'i32'>): void {
  const at = f.local('clear at', 'i32', first), left = f.local('clear left', 'i32', elements);
  eachVector(f, left, [at], 4, (offset) => f.v128.store(at, f.f32x4.splat(0), offset));
  eachElement(f, left, [at], () => f.f32.store(at, 0));
}

/**
 * Runs `compute` for each vector of a row, what is left at its end included, and stores `vector` at `target`.
 * Moves `pointers` along the row.
 */
export function eachVectorOfRow(
  f: Body, left: Local<'i32'>, pointers: readonly Pointer[], target: Pointer, vector: Local<'v128'>,
  compute: () => void,
): void {
  eachVector(f, left, pointers, 1, () => {
    compute();
    f.v128.store(target, vector);
  });
  f.if(left, () => {
    compute();
    storeSome(f, target, vector, left);
    for (const pointer of pointers) pointer.set(f.i32.add(pointer, f.i32.shl(left, 2)));
  });
}

/** Vectors of columns that are taken together, most first. */
export const STRIPS: readonly number[] = [4, 2, 1];

/** Stores a strip's vector `v`, as much of it as there are columns. */
type Store = (address: Pointer, vector: Local<'v128'>, v: number) => void;

/**
 * Runs `body` over strips of columns, and once more for the last columns, whose vector is stored in part.
 * Moves `pointers` along.
 */
export function eachStrip(
  f: Body, n: Local<'i32'>, pointers: readonly Pointer[],
  body: (vectors: readonly Local<'v128'>[], store: Store) => void, lanes: Lanes = F32X4,
): void {
  const vectors = Array.from({ length: STRIPS[0] }, (_, v) => f.local(`strip${v}`, 'v128'));
  for (const count of STRIPS) {
    whileAtLeast(f, n, count * lanes.count, () => {
      body(vectors.slice(0, count), (address, vector, v) => f.v128.store(address, vector, v * VECTOR_BYTES));
      for (const pointer of pointers) pointer.set(f.i32.add(pointer, count * VECTOR_BYTES));
    });
  }
  f.if(n, () => body(vectors.slice(0, 1), (address, vector) => storeSome(f, address, vector, n, lanes)));
}
