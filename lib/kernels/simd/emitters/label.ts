/**
 * Labels, which are whole numbers held as floats.
 * @module
 */

import type { Body, Local } from '../../../wasm/index.ts';

export function labelOffset(f: Body, labels: Local<'i32'>): ReturnType<Body['i32']['shl']> {
  return f.i32.shl(f.i32.trunc_sat_f32_s(f.f32.load(labels)), 2);
}
