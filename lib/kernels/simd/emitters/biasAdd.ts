/**
 * See lib/kernels/routines/biasAdd.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import type { Bind } from './emitter.ts';
import { bindOnRows, emitOnRows } from './onRows.ts';

export function emit(m: Module): void {
  emitOnRows(m, 'biasAdd', (f, x, b) => f.f32x4.add(x, b));
}

export const bind: Bind = bindOnRows('biasAdd', 'b');
