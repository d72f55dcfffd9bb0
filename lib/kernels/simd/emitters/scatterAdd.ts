/**
 * See lib/kernels/routines/scatterAdd.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { addressOf, numberOf, sizeOf } from '../located.ts';
import { clear, eachElement, eachVector, whileAtLeast } from '../loops.ts';
import type { Bind } from './emitter.ts';
import { labelOffset } from './label.ts';
import { linkScal } from './scal.ts';

interface Exports {
  scatterAdd(m: number, n: number, v: number, x: number, ids: number, accumulate: number, y: number): void;
}

function emit(m: Module): void {
  const parameters = { m: 'i32', n: 'i32', v: 'i32', x: 'i32', ids: 'i32', accumulate: 'i32', y: 'i32' } as const;
  m.export(m.func('scatterAdd', { parameters }, (f, { m: rows, n, v, x, ids, accumulate, y }) => {
    const left = f.local('left', 'i32'), to = f.local('to', 'i32');
    f.if(f.i32.eqz(accumulate), () => clear(f, y, f.i32.mul(v, n)));
    whileAtLeast(f, rows, 1, () => {
      left.set(n);
      to.set(f.i32.add(y, f.i32.mul(labelOffset(f, ids), n)));
      eachVector(f, left, [x, to], 4, (offset) =>
        f.v128.store(to, f.f32x4.add(f.v128.load(to, offset), f.v128.load(x, offset)), offset));
      eachElement(f, left, [x, to], () => f.f32.store(to, f.f32.add(f.f32.load(to), f.f32.load(x))));
      ids.set(f.i32.add(ids, 4));
    });
  }));
}

export const bind: Bind = (linked, { sizes: { m, n, v }, scalars: { beta }, operands: { x, ids, y } }) => {
  const { scatterAdd } = linked.routine<Exports>('scatterAdd', emit);
  if (beta === 0 || beta === 'beta') return [{ f: scatterAdd, args: [m, n, v, x, ids, beta, y] }];
  const scal = linkScal(linked);
  return (run) => {
    const factor = numberOf(beta, run), columns = sizeOf(n, run), height = sizeOf(v, run), at = addressOf(y, run);
    if (factor !== 0 && factor !== 1) scal(height * columns, factor, at);
    scatterAdd(sizeOf(m, run), columns, height, addressOf(x, run), addressOf(ids, run), factor === 0 ? 0 : 1, at);
  };
};
