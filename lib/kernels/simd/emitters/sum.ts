/**
 * See lib/kernels/routines/sum.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { addressOf, isDense, sizeOf } from '../located.ts';
import type { Linked } from '../modules.ts';
import type { Bind } from './emitter.ts';
import { emitReduction } from './reduction.ts';

interface Exports {
  sum(n: number, x: number): number;
}

function emit(m: Module): void {
  emitReduction(m, 'sum', { x: 'i32' }, (_f, [x], load) => load(x));
}

/** The function on addresses. */
export function linkSum(linked: Linked): Exports['sum'] {
  return linked.routine<Exports>('sum', emit).sum;
}

export const bind: Bind = (linked, { sizes: { n }, operands: { x } }) => {
  const sum = linkSum(linked);
  return isDense(x) ? (run) => sum(sizeOf(n, run), addressOf(x, run)) : undefined;
};
