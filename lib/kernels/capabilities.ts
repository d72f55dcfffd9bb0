/**
 * What an engine offers.
 * @module
 */

import { StateError } from '../core/errors.ts';
import { features } from '../wasm/index.ts';

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
