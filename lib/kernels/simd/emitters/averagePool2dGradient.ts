/**
 * See lib/kernels/routines/averagePool2dGradient.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { VECTOR_BYTES } from '../lanes.ts';
import type { Bind } from './emitter.ts';
import { emitOnWindows, tiling, windowArguments } from './onWindows.ts';

/** With windows that see nothing of each other, whose elements are written at once, and with others. */
interface Exports {
  averagePool2dGradient(...args: readonly number[]): void;
  averagePool2dGradientApart(...args: readonly number[]): void;
}

function emit(m: Module): void {
  for (const name of ['averagePool2dGradient', 'averagePool2dGradientApart']) {
    const isApart = name.endsWith('Apart');
    emitOnWindows(m, name, { image: 'dx', outputs: ['dy'], cleared: 'dx' }, (f, { count, each }, { dy }) => {
      const divisor = f.local('divisor', 'v128'), sum = f.local('sum', 'v128');
      return (shares, store) => {
        divisor.set(f.f32x4.splat(f.f32.convert_i32_u(count)));
        shares.forEach((share, v) => share.set(f.f32x4.div(f.v128.load(dy, v * VECTOR_BYTES), divisor)));
        f.if(count, () => each((at) => shares.forEach((share, v) => {
          sum.set(isApart ? f.f32x4.splat(0) : f.v128.load(at, v * VECTOR_BYTES));
          sum.set(f.f32x4.add(sum, share));
          store(at, sum, v);
        })));
      };
    });
  }
}

export const bind: Bind = (linked, call) => {
  const { averagePool2dGradient, averagePool2dGradientApart } = linked.routine<Exports>('averagePool2dGradient', emit);
  const { isApart, isWhole } = tiling(call), clears = isApart && isWhole ? 0 : 1;
  const args = [...windowArguments(call, ['dx', 'dy']), clears];
  return [{ f: isApart ? averagePool2dGradientApart : averagePool2dGradient, args }];
};
