/**
 * Powers of two: multiplying by them changes no digit.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';
import { largestMagnitude } from './norm.ts';

const view = new DataView(new ArrayBuffer(8));

const LEAST_EXPONENT = -1022;
const LARGEST_EXPONENT = 1023;

/** e with 2ᵉ ≤ |x| < 2ᵉ⁺¹, for x finite and not 0. */
export function exponentOf(x: number): number {
  const isSubnormal = Math.abs(x) < 2 ** -1022;
  view.setFloat64(0, isSubnormal ? x * 2 ** 54 : x);
  return ((view.getInt32(0) >>> 20) & 0x7ff) - 1023 - (isSubnormal ? 54 : 0);
}

/** x·2ᵉ for a whole e. */
export function timesPowerOfTwo(x: number, exponent: number): number {
  let value = x, left = exponent;
  while (left !== 0) {
    // What takes the value among the subnormals, and rounds it, comes last.
    const part =
      left < LEAST_EXPONENT ? Math.max(LEAST_EXPONENT, left - LEAST_EXPONENT) : Math.min(LARGEST_EXPONENT, left);
    view.setInt32(0, (part + 1023) << 20);
    view.setInt32(4, 0);
    value *= view.getFloat64(0);
    left -= part;
  }
  return value;
}

/** The power of two that brings |x| to [1, 2), or 2^±1000 where that is farther; 1 for 0. */
export function powerNear(x: number): number {
  return x === 0 ? 1 : timesPowerOfTwo(1, Math.max(-1000, Math.min(1000, -exponentOf(x))));
}

/** A = scaled·2ᵉ, the largest magnitude of `scaled` from 1 to 2; of zeros e is 0. */
export function broughtNear1(a: FloatArray): { readonly scaled: Float64Array; readonly exponent: number } {
  const largest = largestMagnitude(a), exponent = largest === 0 ? 0 : exponentOf(largest);
  return { scaled: Float64Array.from(a, (value) => timesPowerOfTwo(value, -exponent)), exponent };
}
