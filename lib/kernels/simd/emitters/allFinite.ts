/**
 * See lib/kernels/routines/allFinite.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { VECTOR_BYTES } from '../lanes.ts';
import { addressOf, sizeOf } from '../located.ts';
import { eachElement, eachVector } from '../loops.ts';
import type { Linked } from '../modules.ts';
import type { Bind } from './emitter.ts';

interface Exports {
  /** The bits of the largest |xᵢ| as an integer: above those of Infinity if any x is NaN. */
  largest(n: number, x: number): number;
}

function emit(m: Module): void {
  emitLargest(m);
}

/** Magnitudes order as their bits do. */
function emitLargest(m: Module): void {
  m.export(m.func('largest', { parameters: { n: 'i32', x: 'i32' }, results: ['i32'] }, (f, { n, x }) => {
    const magnitude = f.local('magnitude', 'v128', f.i32x4.splat(0x7fffffff));
    const most = [0, 1, 2, 3].map((u) => f.local(`most${u}`, 'v128'));
    const largest = f.local('largest', 'i32');
    eachVector(f, n, [x], 4, (offset) => {
      const lanes = most[offset / VECTOR_BYTES];
      lanes.set(f.i32x4.max_u(lanes, f.v128.and(f.v128.load(x, offset), magnitude)));
    });
    eachElement(f, n, [x], () => most[0].set(f.i32x4.max_u(most[0], f.v128.and(f.v128.load32_zero(x), magnitude))));
    for (const lanes of most) {
      for (const lane of [0, 1, 2, 3]) {
        largest.set(f.select(
          largest.get(), f.i32x4.extract_lane(lanes, lane), f.i32.gt_u(largest, f.i32x4.extract_lane(lanes, lane)),
        ));
      }
    }
    return largest.get();
  }));
}

/** The bits of Infinity; those of NaN are above. */
const INFINITY_BITS = 0x7f800000;

/** The function on an address. */
export function linkLargest(linked: Linked): Exports['largest'] {
  return linked.routine<Exports>('allFinite', emit).largest;
}

export const bind: Bind = (linked, { sizes: { n }, operands: { x } }) => {
  const largest = linkLargest(linked);
  return (run) => largest(sizeOf(n, run), addressOf(x, run)) < INFINITY_BITS;
};
