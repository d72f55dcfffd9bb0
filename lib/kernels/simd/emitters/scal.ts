/**
 * See lib/kernels/routines/scal.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { floatsOf, vectorsOf, type Lanes } from '../lanes.ts';
import { addressOf, isDense, numberOf, sizeOf } from '../located.ts';
import { eachElement, eachVector } from '../loops.ts';
import type { Linked } from '../modules.ts';
import type { Bind } from './emitter.ts';

interface Exports {
  scal(n: number, alpha: number, x: number): void;
}

function emit(m: Module, lanes: Lanes): void {
  m.export(m.func('scal', { parameters: { n: 'i32', alpha: lanes.float, x: 'i32' } }, (f, { n, alpha, x }) => {
    const one = floatsOf(f, lanes), all = vectorsOf(f, lanes), factor = f.local('factor', 'v128', all.splat(alpha));
    eachVector(f, n, [x], 4, (offset) => f.v128.store(x, all.mul(f.v128.load(x, offset), factor), offset), lanes);
    eachElement(f, n, [x], () => one.store(x, one.mul(one.load(x), alpha)), lanes);
  }));
}

/** The function on an address. */
export function linkScal(linked: Linked): Exports['scal'] {
  return linked.routine<Exports>('scal', emit).scal;
}

export const bind: Bind = (linked, { sizes: { n }, scalars: { alpha }, operands: { x } }) => {
  const scal = linkScal(linked), { lanes } = linked;
  return isDense(x, lanes) ? (run) => scal(sizeOf(n, run), numberOf(alpha, run, lanes), addressOf(x, run)) : undefined;
};
