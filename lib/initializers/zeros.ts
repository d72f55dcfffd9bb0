import { expectFloat32Array } from '../core/errors.ts';
import type { Initializer } from './initializer.ts';

/**
 * What a bias starts from. Throws TypeError for what is no Float32Array.
 *
 * Formula: +0
 * Source: Keras 2.2.4 (Zeros).
 */
export const zeros: Initializer = (out) => {
  expectFloat32Array('zeros', 'out', out);
  out.fill(0);
};
