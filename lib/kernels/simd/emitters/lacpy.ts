/**
 * See lib/kernels/routines/lacpy.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { eachElement, eachVector, whileAtLeast } from '../loops.ts';
import { floatsOf, type Lanes } from '../lanes.ts';
import type { Bind } from './emitter.ts';

interface Exports {
  /** Steps in bytes. */
  lacpy(m: number, n: number, a: number, aStep: number, b: number, bStep: number): void;
}

function emit(m: Module, lanes: Lanes): void {
  const parameters = { m: 'i32', n: 'i32', a: 'i32', aStep: 'i32', b: 'i32', bStep: 'i32' } as const;
  m.export(m.func('lacpy', { parameters }, (f, { m: rows, n, a, aStep, b, bStep }) => {
    const one = floatsOf(f, lanes), left = f.local('left', 'i32');
    const from = f.local('from', 'i32'), to = f.local('to', 'i32');
    whileAtLeast(f, rows, 1, () => {
      left.set(n);
      from.set(a);
      to.set(b);
      eachVector(f, left, [from, to], 4, (offset) => f.v128.store(to, f.v128.load(from, offset), offset), lanes);
      eachElement(f, left, [from, to], () => one.store(to, one.load(from)), lanes);
      a.set(f.i32.add(a, aStep));
      b.set(f.i32.add(b, bStep));
    });
  }));
}

export const bind: Bind = (linked, { sizes: { m, n }, operands: { a, b } }) => {
  const { lacpy } = linked.routine<Exports>('lacpy', emit);
  return [{ f: lacpy, args: [m, n, a, a.step, b, b.step] }];
};
