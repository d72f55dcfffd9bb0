/**
 * See lib/kernels/routines/biasAdd.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { vectorsOf, type Lanes } from '../lanes.ts';
import type { Bind } from './emitter.ts';
import { bindOnRows, emitOnRows } from './onRows.ts';

function emit(m: Module, lanes: Lanes): void {
  emitOnRows(m, lanes, 'biasAdd', (f, x, b) => vectorsOf(f, lanes).add(x, b));
}

export const bind: Bind = bindOnRows('biasAdd', 'b', emit);
