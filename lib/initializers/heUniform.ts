import type { Initializer } from './initializer.ts';
import { varianceScaling } from './varianceScaling.ts';

/**
 * Uniform in [−limit, limit), limit = √(6/inputs), for layers with ReLU; see {@link varianceScaling}.
 *
 * Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers", ICCV 2015; as Keras' `he_uniform`.
 */
export const heUniform: Initializer = varianceScaling({ scale: 2, mode: 'fanIn', distribution: 'uniform' });
