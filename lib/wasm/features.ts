/**
 * What this engine can run.
 * @module
 */

import { webAssembly, type WebAssemblyApi } from '../core/platform.ts';

/** Whether WebAssembly may be used, and which of its features are there. */
export interface Features {
  /** `forbidden`: it is there, but compiling throws, as under a Content-Security-Policy without `wasm-unsafe-eval`. */
  readonly webAssembly: 'available' | 'absent' | 'forbidden';
  /** False unless WebAssembly is available. */
  readonly simd128: boolean;
}

/** The least module: magic and version. */
const EMPTY_MODULE: readonly number[] = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** A function without parameters that leaves one vector: i8x16.splat of 0, negated. */
const SIMD_MODULE: readonly number[] = [
  ...EMPTY_MODULE,
  1, 5, 1, 0x60, 0, 1, 0x7b, // types: [] -> [v128]
  3, 2, 1, 0, // functions: one, of type 0
  10, 10, 1, 8, 0, 0x41, 0, 0xfd, 0x0f, 0xfd, 0x61, 0x0b, // code: i32.const 0, i8x16.splat, i8x16.neg, end
];

/** Probes the engine, or the `api` given (undefined: an engine without WebAssembly). Never throws. */
export function features(api: WebAssemblyApi | undefined = webAssembly()): Features {
  if (typeof api !== 'object' || api === null || typeof api.Module !== 'function') {
    return { webAssembly: 'absent', simd128: false };
  }
  try {
    // Not validate(): a policy lets that pass and stops the compilation.
    new api.Module(Uint8Array.from(EMPTY_MODULE));
    return { webAssembly: 'available', simd128: api.validate(Uint8Array.from(SIMD_MODULE)) };
  } catch {
    return { webAssembly: 'forbidden', simd128: false };
  }
}
