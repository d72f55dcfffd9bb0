/**
 * See lib/kernels/routines/maxPool2d.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { VECTOR_BYTES } from '../lanes.ts';
import type { Bind } from './emitter.ts';
import { emitOnWindows, windowArguments } from './onWindows.ts';

interface Exports {
  maxPool2d(...args: readonly number[]): void;
}

function emit(m: Module): void {
  emitOnWindows(m, 'maxPool2d', { image: 'x', outputs: ['y'] }, (f, { count, first, each }, { y }) => {
    const x = f.local('x here', 'v128');
    return (largest, store) => {
      for (const most of largest) most.set(f.f32x4.splat(-Infinity));
      f.if(count, () => {
        largest.forEach((most, v) => most.set(f.v128.load(first, v * VECTOR_BYTES)));
        each((at) => largest.forEach((most, v) => {
          x.set(f.v128.load(at, v * VECTOR_BYTES));
          most.set(f.v128.bitselect(f.f32x4.pmax(most, x), x, f.f32x4.eq(x, x)));
        }), true);
      });
      largest.forEach((most, v) => store(y, most, v));
    };
  });
}

export const bind: Bind = (linked, call) => {
  const { maxPool2d } = linked.routine<Exports>('maxPool2d', emit);
  return [{ f: maxPool2d, args: windowArguments(call, ['x', 'y']) }];
};
