/**
 * See lib/kernels/routines/rowMaxima.ts.
 * @module
 */

import type { Body, Local, Module } from '../../../wasm/index.ts';
import { eachElement, eachVector, whileAtLeast } from '../loops.ts';
import type { Bind } from './emitter.ts';

interface Exports {
  rowMaxima(m: number, n: number, x: number, y: number): void;
}

function emit(m: Module): void {
  m.export(m.func('rowMaxima', { parameters: { m: 'i32', n: 'i32', x: 'i32', y: 'i32' } }, (
    f, { m: rows, n, x, y },
  ) => {
    const most = f.local('most', 'v128'), left = f.local('left', 'i32');
    whileAtLeast(f, rows, 1, () => {
      left.set(n);
      largestOfRow(f, left, x, most);
      f.f32.store(y, f.f32.add(f.f32x4.extract_lane(most, 0), 0)); // −0 becomes +0
      y.set(f.i32.add(y, 4));
    });
  }));
}

/** `most` ← the largest of `left` elements in every lane, NaN passed over. Moves `at` behind them. */
export function largestOfRow(f: Body, left: Local<'i32'>, at: Local<'i32'>, most: Local<'v128'>): void {
  most.set(f.f32x4.splat(-Infinity));
  eachVector(f, left, [at], 1, () => most.set(f.f32x4.pmax(most, f.v128.load(at))));
  eachElement(f, left, [at], () => most.set(f.f32x4.pmax(most, f.v128.load32_splat(at))));
  for (const swap of [8, 4]) {
    most.set(
      f.f32x4.pmax(most, f.i8x16.shuffle(most, most, Array.from({ length: 16 }, (_, byte) => (byte + swap) % 16))),
    );
  }
}

export const bind: Bind = (linked, { sizes: { m, n }, operands: { x, y } }) => {
  const { rowMaxima } = linked.routine<Exports>('rowMaxima', emit);
  return [{ f: rowMaxima, args: [m, n, x, y] }];
};
