/**
 * See lib/kernels/routines/scaleRows.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { eachElement, eachVector, whileAtLeast } from '../loops.ts';
import type { Bind } from './emitter.ts';

interface Exports {
  scaleRows(m: number, n: number, s: number, x: number): void;
}

export function emit(m: Module): void {
  m.export(m.func('scaleRows', { parameters: { m: 'i32', n: 'i32', s: 'i32', x: 'i32' } }, (
    f, { m: rows, n, s, x },
  ) => {
    const left = f.local('left', 'i32'), scale = f.local('scale', 'f32'), scales = f.local('scales', 'v128');
    whileAtLeast(f, rows, 1, () => {
      scale.set(f.f32.load(s));
      scales.set(f.f32x4.splat(scale));
      left.set(n);
      eachVector(f, left, [x], 4, (offset) => f.v128.store(x, f.f32x4.mul(f.v128.load(x, offset), scales), offset));
      eachElement(f, left, [x], () => f.f32.store(x, f.f32.mul(f.f32.load(x), scale)));
      s.set(f.i32.add(s, 4));
    });
  }));
}

export const bind: Bind = (linked, { sizes: { m, n }, operands: { s, x } }) => {
  const { scaleRows } = linked.routines<Exports>('rows');
  return [{ f: scaleRows, args: [m, n, s, x] }];
};
