/**
 * See lib/kernels/routines/rowSums.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { fold } from '../lanes.ts';
import { sumLanes, whileAtLeast } from '../loops.ts';
import type { Linked } from '../modules.ts';
import type { Bind } from './emitter.ts';

export interface RowSums {
  rowSums(m: number, n: number, x: number, y: number): void;
}

export function emit(m: Module): void {
  m.export(m.func('rowSums', { parameters: { m: 'i32', n: 'i32', x: 'i32', y: 'i32' } }, (f, { m: rows, n, x, y }) => {
    const lanes = f.local('lanes', 'v128'), at = f.local('at', 'i32'), left = f.local('left', 'i32');
    whileAtLeast(f, rows, 1, () => {
      lanes.set(f.f32x4.splat(0));
      at.set(x);
      left.set(n);
      sumLanes(f, left, [at], lanes, (load) => load(at));
      f.f32.store(y, fold(f, lanes));
      x.set(f.i32.add(x, f.i32.shl(n, 2)));
      y.set(f.i32.add(y, 4));
    });
  }));
}

/** The function on addresses. */
export function linkRowSums(linked: Linked): RowSums['rowSums'] {
  return linked.routines<RowSums>('rows').rowSums;
}

export const bind: Bind = (linked, { sizes: { m, n }, operands: { x, y } }) => {
  return [{ f: linkRowSums(linked), args: [m, n, x, y] }];
};
