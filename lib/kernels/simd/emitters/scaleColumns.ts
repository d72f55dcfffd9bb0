/**
 * See lib/kernels/routines/scaleColumns.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { vectorsOf, type Lanes } from '../lanes.ts';
import type { Bind } from './emitter.ts';
import { bindOnRows, emitOnRows } from './onRows.ts';

function emit(m: Module, lanes: Lanes): void {
  emitOnRows(m, lanes, 'scaleColumns', (f, x, s) => vectorsOf(f, lanes).mul(x, s));
}

export const bind: Bind = bindOnRows('scaleColumns', 's', emit);
