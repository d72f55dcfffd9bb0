/**
 * See lib/kernels/routines/scal.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { addressOf, isDense, numberOf, sizeOf } from '../located.ts';
import { eachElement, eachVector } from '../loops.ts';
import type { Linked } from '../modules.ts';
import type { Bind } from './emitter.ts';

interface Exports {
  scal(n: number, alpha: number, x: number): void;
}

export function emit(m: Module): void {
  m.export(m.func('scal', { parameters: { n: 'i32', alpha: 'f32', x: 'i32' } }, (f, { n, alpha, x }) => {
    const factor = f.local('factor', 'v128', f.f32x4.splat(alpha));
    eachVector(f, n, [x], 4, (offset) => f.v128.store(x, f.f32x4.mul(f.v128.load(x, offset), factor), offset));
    eachElement(f, n, [x], () => f.f32.store(x, f.f32.mul(f.f32.load(x), alpha)));
  }));
}

/** The function on an address. */
export function linkScal(linked: Linked): Exports['scal'] {
  return linked.routines<Exports>('vector').scal;
}

export const bind: Bind = (linked, { sizes: { n }, scalars: { alpha }, operands: { x } }) => {
  const scal = linkScal(linked);
  return isDense(x) ? (run) => scal(sizeOf(n, run), numberOf(alpha, run), addressOf(x, run)) : undefined;
};
