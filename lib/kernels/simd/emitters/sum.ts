/**
 * See lib/kernels/routines/sum.ts.
 * @module
 */

import { module, type MemoryType } from '../../../wasm/index.ts';
import { isDense, sizeOf } from '../located.ts';
import type { Linked } from '../modules.ts';
import type { Bind } from './emitter.ts';
import { emitReduction } from './reduction.ts';

interface Exports {
  sum(n: number, x: number): number;
}

function emit(memory: MemoryType): Uint8Array {
  const m = module({ memory });
  emitReduction(m, 'sum', { x: 'i32' }, (_f, [x], load) => load(x));
  return m.emit();
}

/** The function on addresses. */
export function linkSum(linked: Linked): Exports['sum'] {
  return linked.get<Exports>('sum', emit).sum;
}

export const bind: Bind = (linked, { sizes: { n }, operands: { x } }) => {
  const sum = linkSum(linked);
  return isDense(x) ? (run) => sum(sizeOf(n, run), x.address) : undefined;
};
