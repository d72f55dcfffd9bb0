/**
 * See lib/kernels/routines/nrm2.ts.
 * @module
 */

import { exponentOf, float32OfBits, powerOfTwo } from '../../../core/float32.ts';
import type { Module } from '../../../wasm/index.ts';
import { addressOf, isDense, sizeOf } from '../located.ts';
import type { Linked } from '../modules.ts';
import { linkLargest } from './allFinite.ts';
import type { Bind } from './emitter.ts';
import { sumOf } from './reduction.ts';

interface Exports {
  /** Σ (xᵢ ⊗ scale)² */
  squares(n: number, x: number, scale: number): number;
}

function emit(m: Module): void {
  emitSquares(m);
}

function emitSquares(m: Module): void {
  m.export(m.func('squares', { parameters: { n: 'i32', x: 'i32', scale: 'f32' }, results: ['f32'] }, (
    f, { n, x, scale },
  ) => {
    const scaled = f.local('scaled', 'v128'), factor = f.local('factor', 'v128', f.f32x4.splat(scale));
    return sumOf(f, n, [x], (load) => {
      scaled.set(f.f32x4.mul(load(x), factor));
      return f.f32x4.mul(scaled, scaled);
    }).get();
  }));
}

const { fround } = Math;
const INFINITY_BITS = 0x7f800000;

/** The function on an address. */
export function linkNrm2(linked: Linked): (n: number, x: number) => number {
  const largest = linkLargest(linked), { squares } = linked.routine<Exports>('nrm2', emit);
  return (n, x) => {
    const bits = largest(n, x);
    if (bits === 0 || bits >= INFINITY_BITS) return float32OfBits(bits);
    const exponent = exponentOf(float32OfBits(bits));
    return fround(fround(Math.sqrt(squares(n, x, powerOfTwo(-exponent)))) * powerOfTwo(exponent));
  };
}

export const bind: Bind = (linked, { sizes: { n }, operands: { x } }) => {
  const nrm2 = linkNrm2(linked);
  return isDense(x) ? (run) => nrm2(sizeOf(n, run), addressOf(x, run)) : undefined;
};
