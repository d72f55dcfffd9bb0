/**
 * See lib/kernels/routines/scaleRows.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { eachElement, eachVector, whileAtLeast } from '../loops.ts';
import { floatsOf, vectorsOf, type Float, type Lanes } from '../lanes.ts';
import type { Bind } from './emitter.ts';

interface Exports {
  scaleRows(m: number, n: number, s: number, x: number): void;
}

function emit(m: Module, lanes: Lanes): void {
  m.export(m.func('scaleRows', { parameters: { m: 'i32', n: 'i32', s: 'i32', x: 'i32' } }, (
    f, { m: rows, n, s, x },
  ) => {
    const one = floatsOf(f, lanes), all = vectorsOf(f, lanes);
    const left = f.local('left', 'i32'), scale = f.local<Float>('scale', lanes.float);
    const scales = f.local('scales', 'v128');
    whileAtLeast(f, rows, 1, () => {
      scale.set(one.load(s));
      scales.set(all.splat(scale));
      left.set(n);
      eachVector(f, left, [x], 4, (offset) => f.v128.store(x, all.mul(f.v128.load(x, offset), scales), offset), lanes);
      eachElement(f, left, [x], () => one.store(x, one.mul(one.load(x), scale)), lanes);
      s.set(f.i32.add(s, lanes.bytes));
    });
  }));
}

export const bind: Bind = (linked, { sizes: { m, n }, operands: { s, x } }) => {
  const { scaleRows } = linked.routine<Exports>('scaleRows', emit);
  return [{ f: scaleRows, args: [m, n, s, x] }];
};
