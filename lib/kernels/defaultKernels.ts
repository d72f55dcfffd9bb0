/**
 * Which table runs.
 * @module
 */

import { StateError, expectInteger, expectKnownOptions, expectOneOf, show, typeError } from '../core/errors.ts';
import { allRoutines } from './allRoutines.ts';
import { capabilities, type KernelsName } from './capabilities.ts';
import { enlistedKernels } from './enlistedKernels.ts';
import type { Kernels } from './kernels.ts';
import { MOST_THREADS } from './mostThreads.ts';
import type { ThreadsKernels } from './threads/threadsTable.ts';
import { createThreadsKernels } from './threadsKernels.ts';
import {
  createFloat64Kernels, createReferenceKernels, createSimdFloat64Kernels, createSimdKernels,
} from './tables.ts';

/** What `createKernels` takes for 'threads'. */
export interface ThreadsKernelsOptions {
  /** How many threads compute, from 1 to 64: as many as there are cores, or fewer. */
  readonly threads: number;
}

/**
 * A table of kernels of its own. All give the same bits.
 *
 * - 'reference': plain TypeScript that defines every bit; runs everywhere.
 * - 'simd': WebAssembly SIMD128, emitted at run time.
 * - 'threads': the same on so many threads, the caller's among them; at first, and where threads cannot share memory,
 *   on that one. It ends the others when it is collected, or by `dispose`.
 *
 * Throws RangeError for any other name, StateError for 'simd' where the engine has no such thing or forbids it,
 * TypeError or RangeError for options that are none. A table of threads throws ThreadError where one of them ends
 * before its time.
 */
export function createKernels(name: KernelsName): Kernels;
export function createKernels(name: 'threads', options: ThreadsKernelsOptions): ThreadsKernels;
export function createKernels(name: KernelsName | 'threads', options?: ThreadsKernelsOptions): Kernels {
  expectOneOf('createKernels', 'name', name, ['reference', 'simd', 'threads']);
  if (name === 'threads') return threadsKernels(options);
  if (options !== undefined) {
    throw typeError(`createKernels: options must be absent where name is '${name}', got ${show(options)}`);
  }
  if (name === 'reference') return createReferenceKernels();
  const { simd128, reason } = capabilities();
  if (!simd128) throw new StateError(`createKernels: 'simd' must be possible on this engine, got: ${reason}`);
  return createSimdKernels();
}

function threadsKernels(options: ThreadsKernelsOptions | undefined): ThreadsKernels {
  expectKnownOptions('createKernels', options, ['threads']);
  const { threads } = options;
  expectInteger('createKernels', 'options.threads', threads, 1, MOST_THREADS);
  const alone = (): Kernels => (capabilities().simd128 ? createSimdKernels() : createReferenceKernels());
  return createThreadsKernels(allRoutines, threads, alone);
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
