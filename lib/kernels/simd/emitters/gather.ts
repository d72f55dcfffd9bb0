/**
 * See lib/kernels/routines/gather.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { eachElement, eachVector, whileAtLeast } from '../loops.ts';
import type { Bind } from './emitter.ts';
import { labelOffset } from './label.ts';

interface Exports {
  gather(m: number, n: number, x: number, ids: number, y: number): void;
}

function emit(m: Module): void {
  m.export(m.func('gather', { parameters: { m: 'i32', n: 'i32', x: 'i32', ids: 'i32', y: 'i32' } }, (
    f, { m: rows, n, x, ids, y },
  ) => {
    const left = f.local('left', 'i32'), from = f.local('from', 'i32');
    whileAtLeast(f, rows, 1, () => {
      left.set(n);
      from.set(f.i32.add(x, f.i32.mul(labelOffset(f, ids), n)));
      eachVector(f, left, [from, y], 4, (offset) => f.v128.store(y, f.v128.load(from, offset), offset));
      eachElement(f, left, [from, y], () => f.f32.store(y, f.f32.load(from)));
      ids.set(f.i32.add(ids, 4));
    });
  }));
}

export const bind: Bind = (linked, { sizes: { m, n }, operands: { x, ids, y } }) => {
  const { gather } = linked.routine<Exports>('gather', emit);
  return [{ f: gather, args: [m, n, x, ids, y] }];
};
