/**
 * See lib/kernels/routines/softmaxGradient.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { eachVectorOfRow, whileAtLeast } from '../loops.ts';
import type { Bind } from './emitter.ts';
import { sumOf } from './reduction.ts';

interface Exports {
  gradient(m: number, n: number, a: number, da: number, dz: number): void;
}

function emit(m: Module): void {
  m.export(m.func('gradient', { parameters: { m: 'i32', n: 'i32', a: 'i32', da: 'i32', dz: 'i32' } }, (
    f, { m: rows, n, a, da, dz },
  ) => {
    const sum = f.local('sum', 'v128'), result = f.local('result', 'v128');
    const ai = f.local('ai', 'i32'), di = f.local('di', 'i32'), left = f.local('left', 'i32');
    whileAtLeast(f, rows, 1, () => {
      ai.set(a);
      di.set(da);
      left.set(n);
      sum.set(f.f32x4.splat(sumOf(f, left, [ai, di], (load) => f.f32x4.mul(load(di), load(ai)))));
      left.set(n);
      eachVectorOfRow(f, left, [a, da, dz], dz, result, () =>
        result.set(f.f32x4.mul(f.v128.load(a), f.f32x4.sub(f.v128.load(da), sum))));
    });
  }));
}

export const bind: Bind = (linked, { sizes: { m, n }, operands: { a, da, dz } }) => {
  const { gradient } = linked.routine<Exports>('softmaxGradient', emit);
  return [{ f: gradient, args: [m, n, a, da, dz] }];
};
