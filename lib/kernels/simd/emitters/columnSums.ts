/**
 * See lib/kernels/routines/columnSums.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { VECTOR_BYTES, startSums } from '../lanes.ts';
import { addressOf, numberOf, sizeOf } from '../located.ts';
import { eachStrip, whileAtLeast } from '../loops.ts';
import type { Bind } from './emitter.ts';
import { linkScal } from './scal.ts';

interface Exports {
  columnSums(m: number, n: number, x: number, accumulate: number, y: number): void;
}

function emit(m: Module): void {
  const parameters = { m: 'i32', n: 'i32', x: 'i32', accumulate: 'i32', y: 'i32' } as const;
  m.export(m.func('columnSums', { parameters }, (f, { m: rows, n, x, accumulate, y }) => {
    const at = f.local('at', 'i32'), left = f.local('left', 'i32'), step = f.local('step', 'i32', f.i32.shl(n, 2));
    eachStrip(f, n, [x, y], (sums, store) => {
      startSums(f, sums, accumulate, y);
      at.set(x);
      left.set(rows);
      whileAtLeast(f, left, 1, () => {
        sums.forEach((sum, v) => sum.set(f.f32x4.add(sum, f.v128.load(at, v * VECTOR_BYTES))));
        at.set(f.i32.add(at, step));
      });
      sums.forEach((sum, v) => store(y, sum, v));
    });
  }));
}

export const bind: Bind = (linked, { sizes: { m, n }, scalars: { beta }, operands: { x, y } }) => {
  const { columnSums } = linked.routine<Exports>('columnSums', emit);
  if (beta === 0 || beta === 'beta') return [{ f: columnSums, args: [m, n, x, beta, y] }];
  const scal = linkScal(linked);
  return (run) => {
    const factor = numberOf(beta, run), columns = sizeOf(n, run);
    if (factor !== 0 && factor !== 1) scal(columns, factor, addressOf(y, run));
    columnSums(sizeOf(m, run), columns, addressOf(x, run), factor === 0 ? 0 : 1, addressOf(y, run));
  };
};
