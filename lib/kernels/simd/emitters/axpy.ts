/**
 * See lib/kernels/routines/axpy.ts.
 * @module
 */

import type { Body, Local, Module } from '../../../wasm/index.ts';
import { addressOf, isDense, numberOf, sizeOf } from '../located.ts';
import { eachElement, eachVector } from '../loops.ts';
import type { Linked } from '../modules.ts';
import type { Bind } from './emitter.ts';

interface Exports {
  axpy(n: number, alpha: number, x: number, y: number): void;
}

export function emit(m: Module): void {
  const parameters = { n: 'i32', alpha: 'f32', x: 'i32', y: 'i32' } as const;
  m.export(m.func('axpy', { parameters }, (f, { n, alpha, x, y }) => emitAxpy(f, n, alpha, x, y)));
}

/** The loop. */
export function emitAxpy(f: Body, n: Local<'i32'>, alpha: Local<'f32'>, x: Local<'i32'>, y: Local<'i32'>): void {
  const factor = f.local('factor', 'v128', f.f32x4.splat(alpha));
  eachVector(f, n, [x, y], 4, (offset) =>
    f.v128.store(y, f.f32x4.add(f.v128.load(y, offset), f.f32x4.mul(factor, f.v128.load(x, offset))), offset));
  eachElement(f, n, [x, y], () => f.f32.store(y, f.f32.add(f.f32.load(y), f.f32.mul(alpha, f.f32.load(x)))));
}

/** The function on addresses. */
export function linkAxpy(linked: Linked): Exports['axpy'] {
  return linked.routines<Exports>('vector').axpy;
}

export const bind: Bind = (linked, { sizes: { n }, scalars: { alpha }, operands: { x, y } }) => {
  const axpy = linkAxpy(linked);
  return isDense(x) && isDense(y)
    ? (run) => axpy(sizeOf(n, run), numberOf(alpha, run), addressOf(x, run), addressOf(y, run))
    : undefined;
};
