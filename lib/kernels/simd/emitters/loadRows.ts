/**
 * Rows of bytes, each divided by 255, as binary32: the quotients of lib/core/scaledBytes.ts. See
 * lib/kernels/loadRows.ts.
 * @module
 */

import type { ScaledBytes } from '../../../core/scaledBytes.ts';
import type { Module } from '../../../wasm/index.ts';
import { rowOf, touchRows, type Indices } from '../../loadRows.ts';
import { VECTOR_BYTES } from '../lanes.ts';
import { whileAtLeast } from '../loops.ts';
import type { Linked } from '../modules.ts';

interface Exports {
  /** n binary32 at `to` ← n bytes at `from`, each ⊘ 255. */
  scaleBytes(n: number, from: number, to: number): void;
}

/**
 * b ⊘ 255 as (b ⊗ UPPER) ⊕ (b ⊗ LOWER), since a division takes longer than both: the first product is exact, and the
 * second has bits enough for the sum to round as the quotient does, for each of the 256 bytes.
 */
const UPPER = 257 / 65536;
const LOWER = 1 / 255 - UPPER;

function emit(m: Module): void {
  m.export(m.func('scaleBytes', { parameters: { n: 'i32', from: 'i32', to: 'i32' } }, (f, { n, from, to }) => {
    const bytes = f.local('bytes', 'v128'), half = f.local('half', 'v128');
    const upper = f.local('upper', 'v128', f.f32x4.splat(UPPER));
    const lower = f.local('lower', 'v128', f.f32x4.splat(LOWER));
    const four = f.local('four', 'v128'), one = f.local('one', 'f32');
    whileAtLeast(f, n, VECTOR_BYTES, () => {
      bytes.set(f.v128.load(from)); // all of them before the first quotient, which may lie where some of them do
      for (const isHigh of [0, 1]) {
        half.set(isHigh ? f.i16x8.extend_high_i8x16_u(bytes) : f.i16x8.extend_low_i8x16_u(bytes));
        for (const isUpper of [0, 1]) {
          four.set(f.f32x4.convert_i32x4_s(
            isUpper ? f.i32x4.extend_high_i16x8_u(half) : f.i32x4.extend_low_i16x8_u(half),
          ));
          const quotients = f.f32x4.add(f.f32x4.mul(four, upper), f.f32x4.mul(four, lower));
          f.v128.store(to, quotients, VECTOR_BYTES * (2 * isHigh + isUpper));
        }
      }
      from.set(f.i32.add(from, VECTOR_BYTES));
      to.set(f.i32.add(to, 4 * VECTOR_BYTES));
    });
    whileAtLeast(f, n, 1, () => {
      one.set(f.f32.convert_i32_s(f.i32.load8_u(from)));
      f.f32.store(to, f.f32.add(f.f32.mul(one, UPPER), f.f32.mul(one, LOWER)));
      from.set(f.i32.add(from, 1));
      to.set(f.i32.add(to, 4));
    });
  }));
}

/**
 * Rows of bytes to an address, as the table's `loadRows` has them.
 *
 * They are copied to the last quarter of where their quotients go, and divided from there on from the front: number i
 * ends at byte 4i + 4, byte 3n + i was read before it is written, and what is unread lies behind.
 */
export function loadBytes(
  linked: Linked, count: number, width: number, source: ScaledBytes, indices: Indices | undefined, first: number,
  address: number,
): void {
  const { scaleBytes } = linked.routine<Exports>('loadRows', emit), { bytes: memory } = linked.memory;
  const n = count * width, copy = address + 3 * n;
  if (n === 0) return;
  memory[copy] = touchRows(count, width, source, indices, first);
  for (let r = 0; r < count; r++) {
    const from = rowOf(indices, first + r) * width;
    memory.set(source.bytes.subarray(from, from + width), copy + r * width);
  }
  scaleBytes(n, copy, address);
}
