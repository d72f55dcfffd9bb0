/**
 * The SIMD table: kernels emitted as WebAssembly at run time, with the bits of the reference.
 * @module
 */

import type { Kernels } from '../kernels.ts';
import { createReferenceKernels } from '../reference/index.ts';
import { Memories } from './memories.ts';
import { createStagedKernels } from './staged.ts';

/** What the engine refuses one table it refuses all. */
let memories: Memories | undefined;

/** A SIMD table; see `features` in lib/wasm for whether this engine has what it needs. */
export function createSimdKernels(): Kernels {
  return createStagedKernels(createReferenceKernels(), memories ??= new Memories());
}
