/**
 * See lib/kernels/routines/maxPool2dGradient.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { VECTOR_BYTES } from '../lanes.ts';
import { STRIPS } from '../loops.ts';
import type { Bind } from './emitter.ts';
import { emitOnWindows, tiling, windowArguments } from './onWindows.ts';

/** With windows that see nothing of each other, whose elements are written at once, and with others. */
interface Exports {
  maxPool2dGradient(...args: readonly number[]): void;
  maxPool2dGradientApart(...args: readonly number[]): void;
}

function emit(m: Module): void {
  for (const name of ['maxPool2dGradient', 'maxPool2dGradientApart']) {
    const isApart = name.endsWith('Apart'), operands = { image: 'x', outputs: ['y', 'dy'], cleared: 'dx' };
    emitOnWindows(m, name, operands, (f, { count, each }, { x: images, y, dy, dx }) => {
      const x = f.local('x here', 'v128'), isTaken = f.local('is taken', 'v128'), sum = f.local('sum', 'v128');
      const target = f.local('target', 'i32'), distance = f.local('distance', 'i32', f.i32.sub(dx, images));
      const largest = Array.from({ length: STRIPS[0] }, (_, v) => f.local(`largest${v}`, 'v128'));
      return (lefts, store) => {
        lefts.forEach((_, v) => largest[v].set(f.v128.load(y, v * VECTOR_BYTES)));
        lefts.forEach((left, v) => left.set(f.f32x4.add(f.v128.load(dy, v * VECTOR_BYTES), f.f32x4.splat(0))));
        f.if(count, () => each((at, isLast) => {
          target.set(f.i32.add(at, distance));
          lefts.forEach((left, v) => {
            x.set(f.v128.load(at, v * VECTOR_BYTES));
            isTaken.set(f.v128.or(f.f32x4.eq(x, largest[v]), f.f32x4.ne(x, x)));
            sum.set(f.v128.and(left, isTaken));
            if (!isApart) sum.set(f.f32x4.add(f.v128.load(target, v * VECTOR_BYTES), sum));
            if (!isLast) left.set(f.v128.andnot(left, isTaken));
            store(target, sum, v);
          });
        }));
      };
    });
  }
}

export const bind: Bind = (linked, call) => {
  const { maxPool2dGradient, maxPool2dGradientApart } = linked.routine<Exports>('maxPool2dGradient', emit);
  const { isApart, isWhole } = tiling(call), clears = isApart && isWhole ? 0 : 1;
  const args = [...windowArguments(call, ['x', 'y', 'dy', 'dx']), clears];
  return [{ f: isApart ? maxPool2dGradientApart : maxPool2dGradient, args }];
};
