/**
 * See lib/kernels/routines/ger.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { floatsOf, type Lanes } from '../lanes.ts';
import { addressOf, isDense, numberOf, sizeOf } from '../located.ts';
import { whileAtLeast } from '../loops.ts';
import type { Linked } from '../modules.ts';
import { emitAxpy } from './axpy.ts';
import type { Bind } from './emitter.ts';

interface Exports {
  /** Steps in bytes. */
  ger(m: number, n: number, alpha: number, x: number, xStep: number, y: number, a: number, aStep: number): void;
}

/** a ← a ⊕ ((alpha ⊗ xᵢ) ⊗ yⱼ), row by row. */
function emit(m: Module, lanes: Lanes): void {
  const { float } = lanes, parameters = {
    m: 'i32', n: 'i32', alpha: float, x: 'i32', xStep: 'i32', y: 'i32', a: 'i32', aStep: 'i32',
  } as const;
  const row = m.func('row', { parameters: { n: 'i32', alpha: float, x: 'i32', y: 'i32' } }, (f, { n, alpha, x, y }) =>
    emitAxpy(f, lanes, n, alpha, x, y));
  m.export(m.func('ger', { parameters }, (f, { m: rows, n, alpha, x, xStep, y, a, aStep }) => {
    const one = floatsOf(f, lanes);
    whileAtLeast(f, rows, 1, () => {
      f.call(row, n, one.mul(alpha, one.load(x)), y, a);
      x.set(f.i32.add(x, xStep));
      a.set(f.i32.add(a, aStep));
    });
  }));
}

/** The function on addresses. */
export function linkGer(linked: Linked): Exports['ger'] {
  return linked.routine<Exports>('ger', emit).ger;
}

export const bind: Bind = (linked, { sizes: { m, n }, scalars: { alpha }, operands: { x, y, a } }) => {
  const ger = linkGer(linked), { lanes } = linked;
  if (!isDense(y, lanes)) return undefined;
  return (run) => {
    const atX = addressOf(x, run), atY = addressOf(y, run), atA = addressOf(a, run);
    ger(sizeOf(m, run), sizeOf(n, run), numberOf(alpha, run, lanes), atX, x.step, atY, atA, a.step);
  };
};
