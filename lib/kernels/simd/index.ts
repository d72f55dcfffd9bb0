/**
 * The SIMD table: kernels emitted as WebAssembly at run time, with the bits of the reference.
 * @module
 */

import type { Kernels } from '../kernels.ts';
import { createReferenceKernels } from '../reference/index.ts';
import { createStagedKernels } from './staged.ts';

/** A SIMD table; see `features` in lib/wasm for whether this engine has what it needs. */
export function createSimdKernels(): Kernels {
  return createStagedKernels(createReferenceKernels());
}
