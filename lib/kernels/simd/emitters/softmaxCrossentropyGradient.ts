/**
 * See lib/kernels/routines/softmaxCrossentropyGradient.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { addressOf, numberOf, sizeOf } from '../located.ts';
import { eachVectorOfRow, whileAtLeast } from '../loops.ts';
import type { Bind } from './emitter.ts';
import { labelOffset } from './label.ts';

interface Exports {
  crossentropyGradient(m: number, n: number, a: number, labels: number, scale: number, dz: number): void;
}

function emit(m: Module): void {
  const parameters = { m: 'i32', n: 'i32', a: 'i32', labels: 'i32', scale: 'f32', dz: 'i32' } as const;
  m.export(m.func('crossentropyGradient', { parameters }, (f, { m: rows, n, a, labels, scale, dz }) => {
    const factor = f.local('factor', 'v128', f.f32x4.splat(scale)), scaled = f.local('scaled', 'v128');
    const left = f.local('left', 'i32'), offset = f.local('offset', 'i32'), target = f.local('target', 'i32');
    const right = f.local('right', 'f32');
    whileAtLeast(f, rows, 1, () => {
      offset.set(labelOffset(f, labels));
      right.set(f.f32.mul(f.f32.sub(f.f32.load(f.i32.add(a, offset)), 1), scale));
      target.set(f.i32.add(dz, offset));
      left.set(n);
      eachVectorOfRow(f, left, [a, dz], dz, scaled, () => scaled.set(f.f32x4.mul(f.v128.load(a), factor)));
      f.f32.store(target, right);
      labels.set(f.i32.add(labels, 4));
    });
  }));
}

export const bind: Bind = (linked, { sizes: { m, n }, scalars: { scale }, operands: { a, labels, dz } }) => {
  const { crossentropyGradient } = linked.routine<Exports>('softmaxCrossentropyGradient', emit);
  return (run) => {
    const atA = addressOf(a, run), atLabels = addressOf(labels, run), atDz = addressOf(dz, run);
    crossentropyGradient(sizeOf(m, run), sizeOf(n, run), atA, atLabels, numberOf(scale, run), atDz);
  };
};
