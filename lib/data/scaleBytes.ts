/**
 * Grey levels as numbers from 0 to 1.
 * @module
 */

import { expectUint8Array } from '../core/errors.ts';
import { ScaledBytes } from '../core/scaledBytes.ts';

/**
 * out_i = bytes_i ⊘ 255: each level divided, not multiplied by 1/255, so 0 is 0, 255 is 1, and every value is the
 * binary32 nearest to the true quotient. The byte comes back exactly as Math.round(255 · out_i). Throws TypeError for
 * what are no bytes.
 *
 * Shapes: `bytes` any length; the result, a new array, the same. `new ScaledBytes(bytes)` stands for the same numbers
 * without taking four times the memory.
 */
export function scaleBytes(bytes: Uint8Array): Float32Array {
  expectUint8Array('scaleBytes', 'bytes', bytes);
  return new ScaledBytes(bytes).toFloat32Array();
}
