import type { Initializer } from './initializer.ts';
import { varianceScaling } from './varianceScaling.ts';

/**
 * Uniform in [−limit, limit), limit = √(6/(inputs + outputs)) rounded to binary32; see {@link varianceScaling} for what is counted.
 *
 * Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010;
 * limits as in Keras' `glorot_uniform`.
 */
export const glorotUniform: Initializer = varianceScaling({ scale: 1, mode: 'fanAvg', distribution: 'uniform' });
