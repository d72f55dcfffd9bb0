/**
 * Which table runs.
 * @module
 */

import { StateError, expectOneOf } from '../core/errors.ts';
import { features } from '../wasm/index.ts';
import type { Kernels } from './kernels.ts';
import {
  createFloat64Kernels, createReferenceKernels, createSimdFloat64Kernels, createSimdKernels,
} from './tables.ts';

/** The tables that `createKernels` makes. */
export type KernelsName = 'reference' | 'simd';

/** What runs by default on this engine, and why. */
export interface Capabilities {
  /** The table that runs by default. */
  readonly kernels: KernelsName;
  /** Why, in words. */
  readonly reason: string;
  /**
   * 'forbidden': present, but a Content-Security-Policy without `wasm-unsafe-eval` lets nothing be compiled. 'unasked':
   * {@link stayOffWebAssembly} was called, and nobody has looked.
   */
  readonly webAssembly: 'available' | 'absent' | 'forbidden' | 'unasked';
  /** Whether WebAssembly has SIMD128 here. */
  readonly simd128: boolean;
}

let isOff = false, wasAsked = false;

/**
 * Keeps bitgrad off WebAssembly: all is computed by the reference, with the same bits, slower. To be called before
 * anything else: under a Content-Security-Policy without `wasm-unsafe-eval` even to ask whether WebAssembly can be used
 * is reported as a violation. Takes nothing, so checks nothing. Throws StateError where that has been asked, as the
 * first model does.
 */
export function stayOffWebAssembly(): void {
  if (wasAsked) throw new StateError('stayOffWebAssembly: it must be called before anything else, got a later call');
  isOff = true;
}

/** What this engine offers. Compiles two tiny modules, unless {@link stayOffWebAssembly} was called. Throws nothing. */
export function capabilities(): Capabilities {
  if (isOff) {
    const reason = 'stayOffWebAssembly was called';
    return { kernels: 'reference', reason, webAssembly: 'unasked', simd128: false };
  }
  wasAsked = true;
  const { webAssembly, simd128 } = features();
  const kernels = simd128 ? 'simd' : 'reference';
  const reason =
    simd128 ? 'WebAssembly with SIMD128 is available'
    : webAssembly === 'available' ? 'WebAssembly is available, but without SIMD128'
    : webAssembly === 'forbidden' ? 'WebAssembly is present, but a Content-Security-Policy forbids to compile it'
    : 'WebAssembly is absent';
  return { kernels, reason, webAssembly, simd128 };
}

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

let table: Kernels | undefined, table64: Kernels<Float64Array> | undefined;

/**
 * The table that models and doors use by default, made at its first use: SIMD where it is available,
 * else the reference. There is no setter, since the bits are the same. Throws nothing.
 */
export function defaultKernels(): Kernels {
  return table ??= createKernels(capabilities().kernels);
}

/**
 * The table of binary64 that linear algebra, curvature and minimizers use, made at its first use: products on SIMD
 * where it is available, all else as the witness does it. The bits are those of {@link createFloat64Kernels}. Throws
 * nothing.
 */
export function defaultFloat64Kernels(): Kernels<Float64Array> {
  return table64 ??= capabilities().simd128 ? createSimdFloat64Kernels() : createFloat64Kernels();
}
