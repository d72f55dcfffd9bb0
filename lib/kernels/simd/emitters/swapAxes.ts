/**
 * See lib/kernels/routines/swapAxes.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { eachElement, eachVector, whileAtLeast } from '../loops.ts';
import type { Bind } from './emitter.ts';

interface Exports {
  swapAxes(m: number, a: number, b: number, n: number, x: number, y: number): void;
}

function emit(m: Module): void {
  const parameters = { m: 'i32', a: 'i32', b: 'i32', n: 'i32', x: 'i32', y: 'i32' } as const;
  m.export(m.func('swapAxes', { parameters }, (f, { m: images, a, b, n, x, y }) => {
    const local = (name: string) => f.local(name, 'i32');
    const run = local('run'), line = local('line'), image = local('image');
    const columns = local('columns'), lines = local('lines'), left = local('left');
    const column = local('column'), next = local('next'), from = local('from');
    run.set(f.i32.shl(n, 2));
    line.set(f.i32.mul(b, run));
    image.set(f.i32.mul(a, line));
    whileAtLeast(f, images, 1, () => {
      columns.set(b);
      column.set(x);
      whileAtLeast(f, columns, 1, () => {
        lines.set(a);
        next.set(column);
        whileAtLeast(f, lines, 1, () => {
          left.set(n);
          from.set(next);
          eachVector(f, left, [from, y], 4, (offset) => f.v128.store(y, f.v128.load(from, offset), offset));
          eachElement(f, left, [from, y], () => f.f32.store(y, f.f32.load(from)));
          next.set(f.i32.add(next, line));
        });
        column.set(f.i32.add(column, run));
      });
      x.set(f.i32.add(x, image));
    });
  }));
}

export const bind: Bind = (linked, { sizes: { m, a, b, n }, operands: { x, y } }) => {
  const { swapAxes } = linked.routine<Exports>('swapAxes', emit);
  return [{ f: swapAxes, args: [m, a, b, n, x, y] }];
};
