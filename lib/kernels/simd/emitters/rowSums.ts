/**
 * See lib/kernels/routines/rowSums.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { whileAtLeast } from '../loops.ts';
import type { Linked } from '../modules.ts';
import type { Bind } from './emitter.ts';
import { sumOf } from './reduction.ts';

export interface RowSums {
  rowSums(m: number, n: number, x: number, y: number): void;
}

function emit(m: Module): void {
  m.export(m.func('rowSums', { parameters: { m: 'i32', n: 'i32', x: 'i32', y: 'i32' } }, (f, { m: rows, n, x, y }) => {
    const at = f.local('at', 'i32'), left = f.local('left', 'i32');
    whileAtLeast(f, rows, 1, () => {
      at.set(x);
      left.set(n);
      f.f32.store(y, sumOf(f, left, [at], (load) => load(at)));
      x.set(f.i32.add(x, f.i32.shl(n, 2)));
      y.set(f.i32.add(y, 4));
    });
  }));
}

/** The function on addresses. */
export function linkRowSums(linked: Linked): RowSums['rowSums'] {
  return linked.routine<RowSums>('rowSums', emit).rowSums;
}

export const bind: Bind = (linked, { sizes: { m, n }, operands: { x, y } }) => {
  return [{ f: linkRowSums(linked), args: [m, n, x, y] }];
};
