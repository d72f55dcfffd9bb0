/**
 * See lib/kernels/routines/scaleColumns.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import type { Bind } from './emitter.ts';
import { bindOnRows, emitOnRows } from './onRows.ts';

export function emit(m: Module): void {
  emitOnRows(m, 'scaleColumns', (f, x, s) => f.f32x4.mul(x, s));
}

export const bind: Bind = bindOnRows('scaleColumns', 's');
