/**
 * See lib/kernels/routines/dot.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { addressOf, isDense, sizeOf } from '../located.ts';
import type { Linked } from '../modules.ts';
import type { Bind } from './emitter.ts';
import { emitReduction } from './reduction.ts';

interface Exports {
  dot(n: number, x: number, y: number): number;
}

function emit(m: Module): void {
  emitReduction(m, 'dot', { x: 'i32', y: 'i32' }, (f, [x, y], load) => f.f32x4.mul(load(x), load(y)));
}

/** The function on addresses. */
export function linkDot(linked: Linked): Exports['dot'] {
  return linked.routine<Exports>('dot', emit).dot;
}

export const bind: Bind = (linked, { sizes: { n }, operands: { x, y } }) => {
  const dot = linkDot(linked);
  return isDense(x) && isDense(y) ? (run) => dot(sizeOf(n, run), addressOf(x, run), addressOf(y, run)) : undefined;
};
