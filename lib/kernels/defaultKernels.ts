/**
 * Which table runs.
 * @module
 */

import { StateError, expectOneOf } from '../core/errors.ts';
import { allRoutines } from './allRoutines.ts';
import { capabilities, type KernelsName } from './capabilities.ts';
import { enlistedKernels } from './enlistedKernels.ts';
import type { Kernels } from './kernels.ts';
import {
  createFloat64Kernels, createReferenceKernels, createSimdFloat64Kernels, createSimdKernels,
} from './tables.ts';

/**
 * A table of kernels of its own. All give the same bits.
 *
 * - 'reference': plain TypeScript that defines every bit; runs everywhere.
 * - 'simd': WebAssembly SIMD128, emitted at run time.
 *
 * Throws RangeError for any other name, and StateError for 'simd' where the engine has no such thing or forbids it.
 */
export function createKernels(name: KernelsName): Kernels {
  expectOneOf('createKernels', 'name', name, ['reference', 'simd']);
  if (name === 'reference') return createReferenceKernels();
  const { simd128, reason } = capabilities();
  if (!simd128) throw new StateError(`createKernels: 'simd' must be possible on this engine, got: ${reason}`);
  return createSimdKernels();
}

let table64: Kernels<Float64Array> | undefined;

/**
 * The table that models and doors use by default, made at its first use: SIMD where it is available,
 * else the reference. There is no setter, since the bits are the same. Throws nothing.
 */
export function defaultKernels(): Kernels {
  return enlistedKernels(allRoutines);
}

/**
 * The table of binary64 that linear algebra, curvature and minimizers use, made at its first use: products on SIMD
 * where it is available, all else as the witness does it. The bits are those of {@link createFloat64Kernels}. Throws
 * nothing.
 */
export function defaultFloat64Kernels(): Kernels<Float64Array> {
  return table64 ??= capabilities().simd128 ? createSimdFloat64Kernels() : createFloat64Kernels();
}
