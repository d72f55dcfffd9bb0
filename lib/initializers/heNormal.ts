import type { Initializer } from './initializer.ts';
import { varianceScaling } from './varianceScaling.ts';

/**
 * Truncated normal with variance 2/inputs, for layers with ReLU; see {@link varianceScaling}.
 *
 * Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers", ICCV 2015; as Keras' `he_normal`.
 */
export const heNormal: Initializer = varianceScaling({ scale: 2, mode: 'fanIn', distribution: 'truncatedNormal' });
