/**
 * See lib/kernels/routines/axpy.ts.
 * @module
 */

import type { Body, Local, Module } from '../../../wasm/index.ts';
import { floatsOf, vectorsOf, type Float, type Lanes } from '../lanes.ts';
import { addressOf, isDense, numberOf, sizeOf } from '../located.ts';
import { eachElement, eachVector } from '../loops.ts';
import type { Linked } from '../modules.ts';
import type { Bind } from './emitter.ts';

interface Exports {
  axpy(n: number, alpha: number, x: number, y: number): void;
}

function emit(m: Module, lanes: Lanes): void {
  const parameters = { n: 'i32', alpha: lanes.float, x: 'i32', y: 'i32' } as const;
  m.export(m.func('axpy', { parameters }, (f, { n, alpha, x, y }) => emitAxpy(f, lanes, n, alpha, x, y)));
}

/** The loop. */
export function emitAxpy(
  f: Body, lanes: Lanes, n: Local<'i32'>, alpha: Local<Float>, x: Local<'i32'>, y: Local<'i32'>,
): void {
  const one = floatsOf(f, lanes), all = vectorsOf(f, lanes), factor = f.local('factor', 'v128', all.splat(alpha));
  eachVector(f, n, [x, y], 4, (offset) =>
    f.v128.store(y, all.add(f.v128.load(y, offset), all.mul(factor, f.v128.load(x, offset))), offset), lanes);
  eachElement(f, n, [x, y], () => one.store(y, one.add(one.load(y), one.mul(alpha, one.load(x)))), lanes);
}

/** The function on addresses. */
export function linkAxpy(linked: Linked): Exports['axpy'] {
  return linked.routine<Exports>('axpy', emit).axpy;
}

export const bind: Bind = (linked, { sizes: { n }, scalars: { alpha }, operands: { x, y } }) => {
  const axpy = linkAxpy(linked), { lanes } = linked;
  return isDense(x, lanes) && isDense(y, lanes)
    ? (run) => axpy(sizeOf(n, run), numberOf(alpha, run, lanes), addressOf(x, run), addressOf(y, run))
    : undefined;
};
