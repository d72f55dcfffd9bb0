/**
 * See lib/kernels/routines/scal.ts.
 * @module
 */

import { module, type MemoryType } from '../../../wasm/index.ts';
import { isDense, numberOf, sizeOf } from '../located.ts';
import { eachElement, eachVector } from '../loops.ts';
import type { Linked } from '../modules.ts';
import type { Bind } from './emitter.ts';

interface Exports {
  scal(n: number, alpha: number, x: number): void;
}

function emit(memory: MemoryType): Uint8Array {
  const m = module({ memory });
  m.export(m.func('scal', { parameters: { n: 'i32', alpha: 'f32', x: 'i32' } }, (f, { n, alpha, x }) => {
    const factor = f.local('factor', 'v128', f.f32x4.splat(alpha));
    eachVector(f, n, [x], 4, (offset) => f.v128.store(x, f.f32x4.mul(f.v128.load(x, offset), factor), offset));
    eachElement(f, n, [x], () => f.f32.store(x, f.f32.mul(f.f32.load(x), alpha)));
  }));
  return m.emit();
}

/** The function on an address. */
export function linkScal(linked: Linked): Exports['scal'] {
  return linked.get<Exports>('scal', emit).scal;
}

export const bind: Bind = (linked, { sizes: { n }, scalars: { alpha }, operands: { x } }) => {
  const scal = linkScal(linked);
  return isDense(x) ? (run) => scal(sizeOf(n, run), numberOf(alpha, run), x.address) : undefined;
};
