/**
 * See lib/kernels/routines/averagePool2d.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { VECTOR_BYTES } from '../lanes.ts';
import type { Bind } from './emitter.ts';
import { emitOnWindows, windowArguments } from './onWindows.ts';

interface Exports {
  averagePool2d(...args: readonly number[]): void;
}

function emit(m: Module): void {
  emitOnWindows(m, 'averagePool2d', { image: 'x', outputs: ['y'] }, (f, { count, each }, { y }) => {
    const divisor = f.local('divisor', 'v128');
    return (sums, store) => {
      for (const sum of sums) sum.set(f.f32x4.splat(0));
      f.if(count, () => {
        each((at) => sums.forEach((sum, v) => sum.set(f.f32x4.add(sum, f.v128.load(at, v * VECTOR_BYTES)))));
        divisor.set(f.f32x4.splat(f.f32.convert_i32_u(count)));
        for (const sum of sums) sum.set(f.f32x4.div(sum, divisor));
      });
      sums.forEach((sum, v) => store(y, sum, v));
    };
  });
}

export const bind: Bind = (linked, call) => {
  const { averagePool2d } = linked.routine<Exports>('averagePool2d', emit);
  return [{ f: averagePool2d, args: windowArguments(call, ['x', 'y']) }];
};
