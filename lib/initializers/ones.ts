import { constant } from './constant.ts';
import type { Initializer } from './initializer.ts';

/**
 * What the scale of a normalisation starts from. Throws TypeError for what is no Float32Array.
 *
 * Formula: 1
 * Source: Keras 2.2.4 (Ones).
 */
export const ones: Initializer = constant({ value: 1 });
